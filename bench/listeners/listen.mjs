/**
 * The program that listens: many connections of one process, each with the destination it is to hear of, or null for all. It
 * reads bytes, not events: what is measured is Intake. Each event's time is that of its commit, as PostgreSQL has written it.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const SETTLE_MS = 3_000;
const AT_ONCE = 50;

export default async function listen({ url, key, pid, listeners, destinations, measureMs }) {
  const before = memoryOf(pid);
  const all = [];
  for (let n = 0; n < listeners; n += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, i) =>
      opened(url, key, destinations[(n + i) % destinations.length]),
    );
    all.push(...(await Promise.all(some)));
  }
  await pause(SETTLE_MS);
  const bytesEach = (memoryOf(pid) - before) / listeners;
  const told = await reference(url, key, all, measureMs);
  const latencies = all.flatMap(({ destination, heard }) =>
    heard.flatMap((range) => latenciesOf(range, destination, told)),
  );
  const sorted = Float64Array.from(latencies).sort();
  const at = (share) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
  const perSecond = Math.round(sorted.length / (measureMs / 1_000 || 1));
  return {
    bytesEach,
    perSecond,
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
  };
}

/** Resident, in bytes. */
const memoryOf = (pid) => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;

function opened(url, key, destination) {
  const { hostname, port, host } = new URL(url);
  const query = destination === null ? '' : `?destination=${destination}`;
  const listener = { socket: connect(Number(port), hostname), destination, heard: null, last: 0 };
  listener.socket.write(`GET /v1/stream${query} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${key}\r\n\r\n`);
  return new Promise((resolve, reject) => {
    listener.socket.once('error', reject);
    listener.socket.on('data', (bytes) => {
      hear(listener, bytes);
      resolve(listener);
    });
  });
}

/** Up to which position it has heard, and when. */
function hear(listener, bytes) {
  const last = lastPosition(bytes);
  if (last <= listener.last) return;
  listener.heard?.push({ after: listener.last, upTo: last, at: Date.now() });
  listener.last = last;
}

/** An event has come when its end has. */
function lastPosition(bytes) {
  const end = bytes.lastIndexOf('\n\n');
  const begin = end < 0 ? -1 : bytes.lastIndexOf('\nid: ', end - 1);
  return begin < 0 ? 0 : Number.parseInt(bytes.toString('latin1', begin + 5, begin + 25), 10);
}

/** One more listener, that does read its events: when each was committed, and for which destination. */
async function reference(url, key, all, measureMs) {
  const told = new Map();
  const over = new AbortController();
  const { body } = await fetch(`${url}/v1/stream`, {
    headers: { authorization: `Bearer ${key}` },
    signal: over.signal,
  });
  const reading = (async () => {
    let rest = '';
    for await (const text of body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + text).split('\n\n');
      rest = blocks.pop();
      for (const block of blocks) remember(block, told);
    }
  })().catch((error) => {
    if (!over.signal.aborted) throw error;
  });
  for (const listener of all) listener.heard = [];
  await pause(measureMs);
  const heard = all.map((listener) => listener.heard);
  for (const listener of all) listener.heard = null;
  const last = Math.max(...all.map((listener) => listener.last));
  for (const { socket } of all) socket.destroy();
  // What has come to one of them comes to the reference as well.
  while (measureMs > 0 && Math.max(0, ...told.keys()) < last) await pause(50);
  over.abort();
  await reading;
  for (const [n, listener] of all.entries()) listener.heard = heard[n];
  return told;
}

function remember(block, told) {
  const data = /^data: (.*)$/m.exec(block)?.[1];
  if (!data) return;
  const {
    position,
    occurredAt,
    data: { destination },
  } = JSON.parse(data);
  told.set(position, { at: Date.parse(occurredAt), destination });
}

function latenciesOf({ after, upTo, at }, destination, told) {
  const latencies = [];
  for (let position = after + 1; position <= upTo; position++) {
    const event = told.get(position);
    if (event && (destination === null || destination === event.destination)) latencies.push(at - event.at);
  }
  return latencies;
}
