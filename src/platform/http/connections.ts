/**
 * How many connections a process holds, in all and from one address: whoever opens more than that is told so and cut off
 * at once, and keeps nobody else out. A trusted proxy stands for many, and has no share of its own.
 */
import type { Server, Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { AtOnce } from './at-once.js';
import { refuseConnection } from './client-errors.js';
import { type Problem, unavailable } from './problem.js';
import type { TrustedProxies } from './trusted-proxies.js';

export interface ConnectionLimits {
  connections: number;
  connectionsPerAddress: number;
}

export class Connections {
  private readonly open: AtOnce;

  constructor(
    { connections, connectionsPerAddress }: ConnectionLimits,
    private readonly proxies: TrustedProxies,
  ) {
    this.open = new AtOnce(connections, connectionsPerAddress);
  }

  get count(): number {
    return this.open.count;
  }

  bound(server: Server, onRefused: () => void = () => {}): void {
    server.on('connection', (socket: Socket) => {
      const address = socket.remoteAddress ?? '';
      const place = this.open.enter(this.proxies.trusts(address, 0) ? null : address);
      if (typeof place !== 'string') {
        socket.once('close', () => place.leave());
        return;
      }
      onRefused();
      // Before TLS there is nothing to tell it by.
      if (server instanceof TlsServer) socket.destroy();
      else refuseConnection(socket, this.refusal(place));
    });
  }

  private refusal(place: 'full' | 'share'): Problem {
    const { most, each } = this.open;
    const rule = place === 'full' ? `${most} connections are open` : `one address may have ${each} connections`;
    return unavailable('overloaded', rule);
  }
}
