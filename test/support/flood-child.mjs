/**
 * Clients that ask for everything at once, in a process of their own: first as much as is answered, then so many times more,
 * however it is answered. Tells what it has measured and what came back, a line of JSON for each.
 */
import { setTimeout as pause, setInterval as ticks } from 'node:timers/promises';
import { Agent, request } from 'undici';

const [url, key, factor, seconds] = process.argv.slice(2);
/** They stand before the flood: what is flooded are requests. */
const CONNECTIONS = 1_000;
const PATIENCE_MS = 90_000;
const AT_ONCE = 16;
const MEASURE_MS = 4_000;
const TICK_MS = 10;

const dispatcher = new Agent({ connections: CONNECTIONS, headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS });
const authorization = `Bearer ${key}`;
const BATCH = Array.from({ length: 50 }, () => JSON.stringify({ text: 'x'.repeat(200) })).join('\n');
const INPUT = 'x'.repeat(1_000);
let waitSeconds = 0;

const ask = (path, options = {}) => request(url + path, { headers: { authorization }, dispatcher, ...options });
const post = (path, body, headers) => ask(path, { method: 'POST', body, headers: { authorization, ...headers } });

/** Of a hundred requests, so many are of each kind. */
const KINDS = [
  [57, () => post('/v1/destinations/orders/inputs', INPUT)],
  [15, () => post('/v1/destinations/orders/inputs', INPUT, { prefer: `wait=${waitSeconds}` })],
  [3, () => post('/v1/destinations/orders/inputs/batch', BATCH, { 'content-type': 'application/x-ndjson' })],
  [20, () => ask('/v1/inputs?limit=100')],
  [5, () => ask('/v1/stats')],
];
const MIX = KINDS.flatMap(([share, kind]) => Array.from({ length: share }, () => kind));
/** Has no divisor with a hundred: goes through all of them, well mixed. */
const STEP = 37;
let turn = 0;
function next() {
  turn = (turn + STEP) % MIX.length;
  return MIX[turn]();
}

let answers = {};
let unanswered = 0;
let slowestMs = 0;

async function outcomeOf(asked) {
  const { statusCode, headers, body } = await asked;
  const text = await body.text();
  if (statusCode < 400) return String(statusCode);
  const code = /"code":"([^"]+)"/.exec(text)?.[1];
  return `${statusCode} ${code}${headers['retry-after'] === undefined ? ', and not when to come again' : ''}`;
}

async function count(asked) {
  const begin = performance.now();
  unanswered++;
  const outcome = await outcomeOf(asked).catch((error) => error.code ?? error.message);
  unanswered--;
  answers[outcome] = (answers[outcome] ?? 0) + 1;
  slowestMs = Math.max(slowestMs, performance.now() - begin);
}

/** How much is answered in a second to a few who wait for their answers. */
async function measure() {
  const until = performance.now() + MEASURE_MS;
  let done = 0;
  const client = async () => {
    for (; performance.now() < until; done++) await count(next());
  };
  await Promise.all(Array.from({ length: AT_ONCE }, client));
  return (done * 1_000) / MEASURE_MS;
}

/** Sends on time, whatever has come back. */
async function flood(perSecond) {
  const begin = performance.now();
  let sent = 0;
  for await (const _ of ticks(TICK_MS)) {
    const elapsed = Math.min((performance.now() - begin) / 1_000, seconds);
    for (; sent < elapsed * perSecond; sent++) void count(next());
    if (elapsed >= seconds) return;
  }
}

const tell = (told) => process.stdout.write(`${JSON.stringify(told)}\n`);

await Promise.all(Array.from({ length: CONNECTIONS }, () => outcomeOf(ask('/health/live'))));
const measured = await measure();
tell({ measured });
[answers, slowestMs, waitSeconds] = [{}, 0, 2];
await flood(measured * factor);
while (unanswered > 0) await pause(TICK_MS);
tell({ offered: measured * factor, answers, slowestMs });
process.exit();
