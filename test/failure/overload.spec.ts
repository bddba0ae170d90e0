/** Five times of what this machine can do is asked for, and thousands of connections say next to nothing (G13). */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { journey } from '../support/journey.js';
import { residentBytes, startChild } from '../support/process.js';
import { Listener } from '../support/sse.js';
import { until } from '../support/until.js';

const at = journey();
const FLOOD = fileURLToPath(new URL('../support/flood-child.mjs', import.meta.url));
const TIMES = 5;
const FLOOD_SECONDS = 20;
const LISTENERS = 50;
const MIB = 1024 * 1024;
/** Without end, what waits would wait for several times as long as the flood lasts. */
const SOON_MS = 3 * FLOOD_SECONDS * 1_000;
/** The clients' own patience. */
const ANSWERED_MS = 120_000;
const NORMAL_AGAIN_MS = 60_000;

interface Flooded {
  offered: number;
  answers: Record<string, number>;
  slowestMs: number;
}

beforeAll(async () => {
  await at.api.register('orders', { url: at.server.url, concurrency: 50 });
  await at.api.register('letters', { url: at.server.url });
});

/** Asks whether it lives, each time by a connection of its own, until it is told to stop. */
function watchLife() {
  const tookMs: number[] = [];
  let most = 0;
  let watching = true;
  const all = (async () => {
    for (; watching; await pause(100)) {
      const begin = performance.now();
      const answer = await fetch(`${at.intake.url}/health/live`, { headers: { connection: 'close' } });
      expect(await answer.json()).toEqual({ status: 'live' });
      tookMs.push(performance.now() - begin);
      most = Math.max(most, residentBytes(at.intake.child.pid));
    }
  })();
  all.catch(() => {});
  return async () => {
    watching = false;
    await all;
    return { slowestMs: Math.max(...tookMs), mostBytes: most };
  };
}

describe('five times of what it can do', () => {
  it('it is answered, lives, keeps its memory, and is as before soon after', async () => {
    const listeners = await Promise.all(
      Array.from({ length: LISTENERS }, () => Listener.to(at.intake, '/v1/stream?destination=letters')),
    );
    const bytesBefore = residentBytes(at.intake.child.pid);
    const life = watchLife();
    const flood = startChild(process.execPath, [FLOOD, at.intake.url, at.intake.key, `${TIMES}`, `${FLOOD_SECONDS}`]);
    const { offered, answers, slowestMs } = JSON.parse(
      await flood.line((line) => line.includes('"offered"'), ANSWERED_MS),
    ) as Flooded;
    const lived = await life();

    const figures = {
      offered,
      answers,
      slowestMs,
      liveMs: lived.slowestMs,
      grownMib: (lived.mostBytes - bytesBefore) / MIB,
    };
    process.stdout.write(`five times: ${JSON.stringify(figures)}\n`);
    const expected = /^(200|202|(429 rate-limited|503 overloaded|503 log-unavailable))$/;
    expect(Object.keys(answers).filter((outcome) => !expected.test(outcome))).toEqual([]);
    expect(Object.values(answers).reduce((sum, count) => sum + count, 0)).toBeCloseTo(offered * FLOOD_SECONDS, -1);
    expect(slowestMs).toBeLessThan(SOON_MS);
    expect(lived.slowestMs).toBeLessThan(SOON_MS);
    expect(figures.grownMib).toBeLessThan(400);

    const { id } = await at.api.take('letters', 'as before');
    await at.api.reaches(id, 'delivered', NORMAL_AGAIN_MS);
    for (const listener of listeners) await listener.hears('InputDelivered');
    for (const listener of listeners) listener.leave();
    const behind = async () => {
      const { body } = await at.api.read<{ items: { lagEvents: number }[] }>('/v1/admin/projections');
      return body.items.reduce((sum, { lagEvents }) => sum + lagEvents, 0);
    };
    await until('the read models are at the end of the log', async () => (await behind()) === 0, NORMAL_AGAIN_MS);
  }, 240_000);
});

describe('two thousand connections that drip', () => {
  const DRIPPING = 2_000;
  const HEAD = 'POST /v1/destinations/orders/inputs HTTP/1.1\r\nHost: a\r\n';

  /** Half of them never end their headers, half their body. */
  async function drip(n: number): Promise<Socket> {
    const socket = connect(Number(new URL(at.intake.url).port), '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    const bodied = `${HEAD}Authorization: Bearer ${at.intake.key}\r\nContent-Length: 1000\r\n\r\n`;
    socket.write(n % 2 === 0 ? bodied : HEAD);
    const dripping = setInterval(() => socket.write(n % 2 === 0 ? 'x' : 'X-Drip: 1\r\n'), 2_000);
    socket.once('close', () => clearInterval(dripping));
    return socket;
  }

  /** Of a hundred inputs one after the other, what 98 are answered within. */
  async function slowestOfMost(): Promise<number> {
    const tookMs: number[] = [];
    for (let n = 0; n < 100; n++) {
      const begin = performance.now();
      expect((await at.api.submit('letters', 'x')).status).toBe(202);
      tookMs.push(performance.now() - begin);
    }
    return tookMs.toSorted((a, b) => a - b)[97]!;
  }

  it('are cut when their time is over, and others have their answers meanwhile', async () => {
    const calm = await slowestOfMost();
    const begin = performance.now();
    const sockets = await Promise.all(Array.from({ length: DRIPPING }, (_, n) => drip(n)));
    for (const socket of sockets) socket.resume();
    const openMs = performance.now() - begin;
    const meanwhile = await slowestOfMost();
    process.stdout.write(`beside ${DRIPPING} that drip: ${JSON.stringify({ openMs, calm, meanwhile })}\n`);
    expect(meanwhile).toBeLessThan(Math.max(500, 5 * calm));
    await until('all are cut', () => sockets.every(({ destroyed }) => destroyed), 60_000);
  }, 120_000);
});
