// Reads a JSON list of files on standard input and refuses tabs, trailing blanks and long lines.
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';

const LONGEST_LINE = 120;
const files = JSON.parse(await text(process.stdin));
let complaints = 0;

for (const [index, file] of files.entries()) {
  const lines = (await readFile(file, 'utf8')).split('\n');
  lines.forEach((line, number) => {
    const complaint = line.includes('\t') ? 'tab' : /\s$/.test(line) ? 'trailing blank' : line.length > LONGEST_LINE ? 'long line' : '';
    if (complaint === '') return;
    complaints += 1;
    console.error(`${file}:${number + 1}: ${complaint}`);
  });
  console.log(`::progress ${index + 1} of ${files.length} ${file}`);
}

console.log(`${files.length} files, ${complaints} complaints`);
process.exitCode = complaints > 0 ? 1 : 0;
