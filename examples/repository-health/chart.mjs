// Draws commits by day as an SVG bar chart: figures as JSON on standard input, the picture on standard output.
import { text } from 'node:stream/consumers';

const { days } = JSON.parse(await text(process.stdin));
const WIDTH = 640;
const HEIGHT = 200;
const MARGIN = 28;

const first = days.length > 0 ? Date.parse(days[0].day) : 0;
const last = days.length > 0 ? Date.parse(days.at(-1).day) : 0;
const span = Math.round((last - first) / 86_400_000) + 1;
const most = Math.max(1, ...days.map((day) => day.count));
const step = (WIDTH - 2 * MARGIN) / span;

const bars = days.map(({ day, count }) => {
  const x = MARGIN + Math.round((Date.parse(day) - first) / 86_400_000) * step;
  const height = (count / most) * (HEIGHT - 2 * MARGIN);
  const width = Math.min(24, Math.max(1, step * 0.8));
  return `  <rect x="${x.toFixed(1)}" y="${(HEIGHT - MARGIN - height).toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}" rx="1"><title>${day}: ${count}</title></rect>`;
});

console.log(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>
<g fill="#0969da">
${bars.join('\n')}
</g>
<g fill="#57606a">
  <text x="${MARGIN}" y="16">Commits by day, at most ${most}</text>
  <text x="${MARGIN}" y="${HEIGHT - 8}">${days[0]?.day ?? 'no commits'}</text>
  <text x="${WIDTH - MARGIN}" y="${HEIGHT - 8}" text-anchor="end">${days.at(-1)?.day ?? ''}</text>
</g>
</svg>`);
