/** A client that begins a request and sends no more: what it is answered, and after how long. */
import { connect } from 'node:net';

export const stalled = (url: string, bytes: string): Promise<{ answer: string; afterMs: number }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const begin = performance.now();
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve({ answer, afterMs: performance.now() - begin }));
    socket.on('error', reject);
  });
