import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { RunValue, Task } from '../../../runner/executors/executor.ts';
import type { JsonObject } from '../../../src/flow/model.ts';
import { failureOf, inline, plain, TaskRig, Told } from '../../contract/processes/taskRig.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let rig: TaskRig;
const servers: Server[] = [];

beforeAll(async () => {
  rig = await TaskRig.open();
});

afterAll(() => rig.close());

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A server on this machine; gives its address. */
async function serve(handler: Handler): Promise<string> {
  const server = createServer(handler).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const http = (settings: JsonObject, inputs: Record<string, RunValue> = {}, changes: Partial<Task> = {}) =>
  rig.task('http', settings, { inputs: new Map(Object.entries(inputs)), ...changes });
const message = async (task: Task) => failureOf(await rig.run(task))?.message ?? '';

function answer(type: string, body: string | Uint8Array, status = 200): Handler {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  };
}

describe('the answer', () => {
  test('is data, text or bytes by its media type', async () => {
    const body = async (handler: Handler) => (await rig.outputs(http({ url: await serve(handler) }))).get('body');
    expect(await body(answer('application/json', '{"a":[1]}'))).toEqual({
      kind: 'inline',
      value: { a: [1] },
      type: 'json',
    });
    expect(await body(answer('application/vnd.api+json', '1'))).toMatchObject({ value: 1, type: 'json' });
    expect(await body(answer('text/csv', 'a,b'))).toMatchObject({ value: 'a,b', type: 'text' });
    expect(await body(answer('text/plain; charset=iso-8859-1', Buffer.from([0xe9])))).toMatchObject({ value: 'é' });
    expect(await body(answer('image/png', Buffer.from([1, 2])))).toMatchObject({
      kind: 'stored',
      type: 'image',
      content: { size: 2 },
    });
    expect(await body(answer('application/pdf', 'x'))).toMatchObject({ kind: 'stored', type: 'bytes' });
  });

  test('has its status and its headers', async () => {
    const url = await serve((_request, response) => response.writeHead(204, { 'X-Count': '3' }).end());
    const outputs = await rig.outputs(http({ url }));
    expect(plain(outputs.get('status'))).toBe(204);
    expect(plain(outputs.get('headers'))).toMatchObject({ 'x-count': '3' });
  });

  test('that is large is streamed to the store', async () => {
    const url = await serve(answer('text/plain', 'é'.repeat(500_000)));
    expect((await rig.outputs(http({ url }))).get('body')).toMatchObject({
      kind: 'stored',
      type: 'text',
      content: { size: 1_000_000 },
    });
  });

  test('that is not expected is a failure that quotes its beginning', async () => {
    const url = await serve(answer('text/html', `<p>no such order</p>${'x'.repeat(2_000)}`, 404));
    const found = await message(http({ url, method: 'DELETE' }));
    expect(found).toContain(
      `DELETE ${url}/ was answered with 404 Not Found; expected 200 to 299. The answer begins: <p>no such order</p>xxx`,
    );
    expect(found.length).toBeLessThan(700);
    expect((await rig.outputs(http({ url, expect: [404] }))).get('status')).toMatchObject({ value: 404 });
  });

  test('that says it is JSON and is not is a failure that names the place', async () => {
    const url = await serve(answer('application/json', '{"a": oops}'));
    expect(await message(http({ url }))).toContain('`node_1.body` is not JSON: line 1, column 7');
  });
});

describe('the request', () => {
  const echo: Handler = (request, response) => {
    const { method, url, headers } = request;
    void text(request).then((body) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ method, url, headers, body }));
    });
  };

  test('has method, query, headers and body with names filled in, each in its place', async () => {
    const base = await serve(echo);
    const settings = {
      method: 'post',
      url: `${base}/\${path}`,
      query: { 'a b': '${x}', list: [1, 2] },
      headers: { Authorization: 'Bearer ${TOKEN}' },
      body: { text: '${x}' },
    };
    const secrets = new Map([['TOKEN', 'secret-token']]);
    const sent = await rig.output('body', http(settings, { x: inline('1&2"'), path: inline('orders') }, { secrets }));
    expect(sent).toMatchObject({
      method: 'POST',
      url: '/orders?a+b=1%262%22&list=1&list=2',
      headers: { authorization: 'Bearer secret-token', 'content-type': 'application/json' },
      body: '{"text":"1&2\\""}',
    });
  });

  test('sends what is wired to body: text, data, and stored content as a stream', async () => {
    const url = await serve(echo);
    const put = (body: RunValue) => rig.output('body', http({ url, method: 'PUT' }, { body }));
    expect(await put(inline('plain'))).toMatchObject({
      body: 'plain',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
    expect(await put(inline({ a: 1 }))).toMatchObject({
      body: '{"a":1}',
      headers: { 'content-type': 'application/json' },
    });
    const content = await rig.store.put(Buffer.from('stored'), 'text/csv');
    expect(await put({ kind: 'stored', content, type: 'text' })).toMatchObject({
      body: 'stored',
      headers: { 'content-type': 'text/csv', 'content-length': '6' },
    });
  });

  test('is refused where it cannot be sent', async () => {
    expect(await message(http({ url: 'ftp://x/' }))).toBe(
      '`ftp://x/` is no address of the web. Write one that begins with http:// or https://.',
    );
    expect(await message(http({ url: 'http://x/', headers: { 'bad name': 'x' } }))).toContain(
      'The header "bad name" cannot be sent',
    );
    expect(await message(http({ url: 'http://x/', headers: { a: 'x\ny' } }))).toContain(
      'The header "a" cannot be sent',
    );
    expect(await message(http({ url: 'http://x/', body: 'x' }))).toContain('A GET request has no body');
    expect(await message(http({ url: 'http://x/', expect: ['ok'] }))).toContain('a list of status codes');
  });
});

describe('redirects', () => {
  test('are followed, with secrets only to the same origin', async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization, request.headers['x-key'] as string | undefined, request.method);
      answer('text/plain', 'there')(request, response);
    });
    const url = await serve((request, response) => {
      if (request.url === '/start') return void response.writeHead(302, { location: '/next' }).end();
      seen.push(request.headers.authorization);
      response.writeHead(303, { location: `${other}/` }).end();
    });
    const headers = { Authorization: 'Basic abc', 'X-Key': 'k' };
    expect(await rig.output('body', http({ url: `${url}/start`, method: 'PUT', headers, body: 'x' }))).toBe('there');
    expect(seen).toEqual(['Basic abc', undefined, undefined, 'GET']);
  });

  test('are bounded', async () => {
    let count = 0;
    const url = await serve((_request, response) => {
      count += 1;
      response.writeHead(307, { location: `/${count}` }).end();
    });
    expect(await message(http({ url }))).toContain('redirects more than 10 times');
    expect(count).toBe(11);
  });
});

describe('no answer', () => {
  test('because nothing listens', async () => {
    const server = createSocketServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    expect(await message(http({ url: `http://127.0.0.1:${port}/` }))).toContain(
      `nothing listens on port ${port} of 127.0.0.1`,
    );
  });

  test('because there is no such machine, without telling a secret of the address', async () => {
    const secrets = new Map([['TOKEN', 'secret-token']]);
    const found = await message(http({ url: 'http://no-such-machine.invalid/?key=${TOKEN}' }, {}, { secrets }));
    expect(found).toContain('there is no machine called no-such-machine.invalid');
    expect(found).toContain('?key=***');
  });

  test('because the connection breaks in the middle', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '100' });
      response.write('begin', () => response.destroy());
    });
    expect(await message(http({ url }))).toContain('closed the connection in the middle');
  });

  test('because the other side does not speak TLS', async () => {
    const url = (await serve(answer('text/plain', 'x'))).replace('http:', 'https:');
    expect(await message(http({ url }))).toContain('(TLS)');
  });

  test('because it was stopped', async () => {
    const abort = new AbortController();
    const arrived = Promise.withResolvers<void>();
    const url = await serve(() => arrived.resolve());
    const running = rig.run(http({ url }), new Told(), abort.signal);
    await arrived.promise;
    abort.abort();
    expect(await running).toEqual({ status: 'stopped', processesEnded: 0, processesSurviving: 0 });
  });
});
