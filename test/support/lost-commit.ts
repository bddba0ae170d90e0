/** A way to PostgreSQL on which the commit of a claim is not heard of: its answer is lost, or it arrives when nobody waits. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { gate } from './kafka-faults.js';

/** What a claim's transaction has sent before its commit. */
const CLAIMING = 'gate-lock';

interface Loss {
  /** `answer`: it is made. `late`: it is made when `arrive` is called. */
  how: 'answer' | 'late';
  lost(): void;
  arrived: Promise<void>;
}

export class LostCommit {
  private readonly sockets = new Set<Socket>();
  private readonly server = createServer((client) => this.pass(client));
  private next: Loss | null = null;

  private constructor(private readonly database: URL) {}

  static async before(databaseUrl: string): Promise<LostCommit> {
    const way = new LostCommit(new URL(databaseUrl));
    await new Promise<void>((resolve) => way.server.listen(0, '127.0.0.1', resolve));
    return way;
  }

  /** The database's, by this way. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return Object.assign(new URL(this.database), { host: `127.0.0.1:${port}` }).toString();
  }

  /** That of the next claim. `lost` resolves when its connection is cut. */
  loseNext(how: Loss['how']): { lost: Promise<void>; arrive(): void } {
    const [lost, arrived] = [gate(), gate()];
    this.next = { how, lost: lost.open, arrived: arrived.passed };
    return { lost: lost.passed, arrive: arrived.open };
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      for (const socket of this.sockets) socket.destroy();
    });
  }

  private pass(client: Socket): void {
    const upstream = this.kept(connect(Number(this.database.port), this.database.hostname));
    let isClaiming = false;
    this.kept(client).on('data', (bytes) => {
      isClaiming ||= bytes.includes(CLAIMING);
      const isCommit = isClaiming && bytes.includes('commit');
      if (isCommit) isClaiming = false;
      if (isCommit && this.next) this.lose(bytes, client, upstream);
      else upstream.write(bytes);
    });
    upstream.on('data', (bytes) => client.writable && client.write(bytes));
    client.on('end', () => upstream.end());
    upstream.on('close', () => client.destroy());
  }

  private lose(commit: Buffer, client: Socket, upstream: Socket): void {
    const { how, lost, arrived } = this.next!;
    this.next = null;
    const cut = () => {
      client.destroy();
      lost();
    };
    upstream.removeAllListeners('data').resume();
    if (how === 'answer') {
      upstream.once('data', cut);
      upstream.end(commit);
    } else {
      cut();
      void arrived.then(() => upstream.end(commit));
    }
  }

  private kept(socket: Socket): Socket {
    this.sockets.add(socket);
    return socket.on('error', () => {}).on('close', () => this.sockets.delete(socket));
  }
}
