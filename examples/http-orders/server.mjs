// A tiny order service for the example: GET /orders, POST /reminders. It listens on a free port of the loopback
// interface and writes its address to the file named by its first argument.
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

const orders = [
  { id: 1041, customer: 'Arbor & Sons', status: 'open', days: 12 },
  { id: 1042, customer: 'Blue Kettle', status: 'shipped', days: 9 },
  { id: 1043, customer: 'Corner Café', status: 'open', days: 3 },
  { id: 1044, customer: 'Dockside', status: 'open', days: 21 },
];

const server = createServer(async (request, response) => {
  const answer = await route(request);
  console.log(request.method, request.url, answer.status);
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
});

async function route(request) {
  if (request.method === 'GET' && request.url === '/orders') return { status: 200, body: orders };
  if (request.method === 'POST' && request.url === '/reminders') {
    const { late } = await json(request);
    return { status: 201, body: { accepted: late.length } };
  }
  return { status: 404, body: { error: `nothing at ${request.method} ${request.url}` } };
}

server.listen(0, '127.0.0.1', async () => {
  await writeFile(process.argv[2], `http://127.0.0.1:${server.address().port}\n`);
});
