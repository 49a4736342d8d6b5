import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Path of the program that puppets run. */
export const PUPPET = new URL('../../fixtures/programs/puppet.mjs', import.meta.url).pathname;

/** What a puppet can be told; see the program itself. */
export type PuppetAction =
  | { do: 'spawn'; child: string; session?: boolean; clean?: boolean; output?: 'inherit' | 'ignore' }
  | { do: 'ignore'; signal: NodeJS.Signals }
  | { do: 'endOn'; signal: NodeJS.Signals; code: number }
  | { do: 'print'; stream?: 'stdout' | 'stderr'; text?: string; base64?: string }
  | { do: 'exit'; code?: number }
  | { do: 'kill'; signal: NodeJS.Signals };

/** A program in some process tree that the test controls. */
export class Puppet {
  readonly pid: number;
  /** Settles when the program has ended. */
  readonly gone: Promise<void>;
  readonly #socket: Socket;
  readonly #replies = new Map<number, () => void>();
  #count = 0;

  constructor(pid: number, socket: Socket) {
    this.pid = pid;
    this.#socket = socket;
    this.gone = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  /** Tells it to do something, and waits until that is done. */
  tell(action: PuppetAction): Promise<void> {
    this.#count += 1;
    const id = this.#count;
    this.#socket.write(`${JSON.stringify({ id, ...action })}\n`);
    return new Promise((resolve) => this.#replies.set(id, resolve));
  }

  /** Tells it to do something that ends it, and waits until it is gone. */
  end(action: PuppetAction): Promise<void> {
    void this.tell(action);
    return this.gone;
  }

  /** Takes what it said: that it has done what it was told. */
  hear(message: { id?: number }): void {
    if (message.id !== undefined) this.#replies.get(message.id)?.();
  }
}

/** The test's end of the sockets: puppets call here by name. */
export class Puppeteer {
  readonly socketPath: string;
  readonly #folder: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #arrived = new Map<string, PromiseWithResolvers<Puppet>>();

  private constructor(folder: string, server: Server) {
    this.#folder = folder;
    this.socketPath = join(folder, 'socket');
    this.#server = server;
    server.on('connection', (socket) => this.#welcome(socket));
  }

  static async open(): Promise<Puppeteer> {
    const folder = await mkdtemp(join(tmpdir(), 'puppets-'));
    const puppeteer = new Puppeteer(folder, createServer());
    await new Promise<void>((resolve) => puppeteer.#server.listen(puppeteer.socketPath, resolve));
    return puppeteer;
  }

  /** The puppet of that name, once it has called. */
  puppet(name: string): Promise<Puppet> {
    const known = this.#arrived.get(name) ?? Promise.withResolvers<Puppet>();
    this.#arrived.set(name, known);
    return known.promise;
  }

  /** Lets every puppet that is left end itself. */
  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.#folder, { recursive: true, force: true });
  }

  #welcome(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => this.#sockets.delete(socket));
    let puppet: Puppet | undefined;
    createInterface({ input: socket }).on('line', (line) => {
      const message = JSON.parse(line) as { id?: number; name: string; pid: number };
      if (puppet) return puppet.hear(message);
      puppet = new Puppet(message.pid, socket);
      void this.puppet(message.name);
      this.#arrived.get(message.name)?.resolve(puppet);
    });
  }
}
