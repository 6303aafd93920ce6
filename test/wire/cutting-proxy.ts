import { createServer, type Server, Socket } from 'node:net';

/** A TCP proxy that breaks connections off in the middle of what the server sends. */
export class CuttingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cutsLeft: number;
  cuts = 0;

  private constructor(server: Server, cuts: number) {
    this.#server = server;
    this.#cutsLeft = cuts;
  }

  /** Every connection is cut after this many bytes of answers, so many times. */
  static async start(target: { readonly port: number; readonly afterBytes: number; readonly cuts: number }): Promise<CuttingProxy> {
    const server = createServer();
    const proxy = new CuttingProxy(server, target.cuts);
    server.on('connection', (client) => proxy.#join(client, target.port, target.afterBytes));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the proxy does not listen');
    return `sc://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #join(client: Socket, port: number, afterBytes: number): void {
    const upstream = new Socket();
    let bytes = 0;
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => this.#sockets.delete(socket));
    }
    upstream.connect(port, '127.0.0.1');
    client.pipe(upstream);
    upstream.pipe(client);
    upstream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes < afterBytes || this.#cutsLeft <= 0) return;
      this.#cutsLeft -= 1;
      this.cuts += 1;
      client.destroy();
      upstream.destroy();
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }
}
