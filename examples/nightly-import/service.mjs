// Stands for a service that is busy now and then: of three requests it serves the third.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const TURNED_AWAY = 2;
const COUNTER = 'out/requests';
/** What mail and job systems end with when trying again later may help. */
const TRY_AGAIN_LATER = 75;

const station = process.argv[2];
mkdirSync('out', { recursive: true });
const requests = requestsSoFar();
if (requests < TURNED_AWAY) {
  writeFileSync(COUNTER, String(requests + 1));
  console.error(`503 the service is busy, request ${requests + 1} was turned away`);
  process.exit(TRY_AGAIN_LATER);
}
rmSync(COUNTER, { force: true });
console.log('hour,celsius');
for (let hour = 0; hour < 24 * 14; hour++) console.log(`${hour},${celsius(hour).toFixed(1)}`);

function requestsSoFar() {
  try {
    return Number(readFileSync(COUNTER, 'utf8'));
  } catch {
    return 0;
  }
}

/** Days are warmer than nights, and every day is a little colder than the one before. */
function celsius(hour) {
  const base = station === 'airport' ? 7 : 9;
  const ripple = ((hour * 7919) % 13) / 10;
  return base + 4 * Math.sin(((hour - 9) / 24) * 2 * Math.PI) - hour / 100 + ripple;
}
