// Fits a line through the readings, slowly: stands for a step that one does not like to run twice.
import { setTimeout } from 'node:timers/promises';

const STEPS = 20;
const STEP_MS = 75;

const [, ...lines] = (await text(process.stdin)).trim().split('\n');
for (let step = 1; step <= STEPS; step++) {
  console.log(`::progress ${step} of ${STEPS} fitting`);
  await setTimeout(STEP_MS);
}
const hours = lines.map((line) => Number(line.split(',')[0]));
const celsius = lines.map((line) => Number(line.split(',')[1]));
const perHour = covariance(hours, celsius) / covariance(hours, hours);
console.log(
  JSON.stringify({
    count: lines.length,
    mean: round(mean(celsius)),
    lowest: Math.min(...celsius),
    highest: Math.max(...celsius),
    perDay: round(perHour * 24),
  }),
);

async function text(stream) {
  let all = '';
  for await (const chunk of stream.setEncoding('utf8')) all += chunk;
  return all;
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function covariance(xs, ys) {
  const [meanX, meanY] = [mean(xs), mean(ys)];
  return mean(xs.map((x, index) => (x - meanX) * (ys[index] - meanY)));
}

function round(value) {
  return Math.round(value * 100) / 100;
}
