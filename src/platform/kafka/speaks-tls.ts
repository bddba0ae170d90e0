/** A broker that wants TLS ends a plain connection without a word: so it is asked in its own language what it speaks. */
import { isIP } from 'node:net';
import { connect } from 'node:tls';

const PATIENCE_MS = 1_000;

/** Nothing is told to it, so it does not matter who it is. */
export function speaksTls(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false, ...(isIP(host) === 0 && { servername: host }) });
    const end = (speaks: boolean) => {
      socket.destroy();
      resolve(speaks);
    };
    socket.setTimeout(PATIENCE_MS, () => end(false));
    socket.once('secureConnect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}
