/**
 * npm run demo: the sample that this project comes from. A user enters a number from 1 to 10; it goes through Intake to a
 * server; listeners registered for the events tell what was entered, that it was received, and what the server returned,
 * as it happens. Then everything is cleaned up. On the Intake that runs here (or at INTAKE_URL), or on one of its own.
 * npm run demo -- --web: the same in a browser, by the page in examples/web, until Ctrl-C.
 */
import { randomInt } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { parseArgs } from 'node:util';
import { startServer } from './demo/server.mjs';
import { serveWeb } from './demo/web.mjs';
import { buildIfChanged } from './lib/build.mjs';
import { refuse, refuseWithoutPreconditions } from './lib/preconditions.mjs';

const DESTINATION = `demo-${process.pid}`;

refuseWithoutPreconditions();
const { web } = given();
await buildIfChanged().catch((error) => refuse(error.message));
const { intakeClient } = await import('./demo/client.mjs');
const { findOrStartIntake } = await import('./demo/intake.mjs');
const leaving = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => leaving.abort(new Error('ended before it was over')));

const cleanUps = [];
await demo().catch(fail);
if (await cleanedUp()) say('\nCleaned up.');

async function demo() {
  const intake = await findOrStartIntake({ say, signal: leaving.signal });
  cleanUps.push(intake.stop);
  const server = await startServer();
  cleanUps.push(server.stop);
  const client = intakeClient(intake);
  await client.register(DESTINATION, server.url);
  cleanUps.push(() => client.remove(DESTINATION));

  if (web) await inBrowser(client);
  else await inTerminal(client);
}

/** The last first, and the rest too where one fails. */
async function cleanedUp() {
  let all = true;
  for (const cleanUp of cleanUps.reverse()) {
    await cleanUp().catch((error) => {
      fail(error);
      all = false;
    });
  }
  return all;
}

async function inBrowser(client) {
  const page = await serveWeb({ submit: (body) => client.submit(DESTINATION, body), stream: client.stream });
  cleanUps.push(page.stop);
  say(`\nOpen ${page.url} in a browser and enter a number. Ctrl-C ends it and cleans up.`);
  if (!leaving.signal.aborted) await once(leaving.signal, 'abort');
}

async function inTerminal(client) {
  say(`Without a key: ${await client.knock(DESTINATION)}\n`);
  const listeners = registerListeners();
  const { id } = await client.submit(DESTINATION, String(randomInt(1, 11)));
  for await (const event of client.events(id, leaving.signal)) listeners.emit(event.type, event);
}

/** Each for what it is told of, by the event's type. */
function registerListeners() {
  return new EventEmitter()
    .on('InputReceived', ({ data }) => say(`The user entered: ${textOf(data.body)}`))
    .on('InputReceived', ({ position, occurredAt }) => say(`It was received: position ${position}, at ${occurredAt}`))
    .on('InputAttemptFailed', ({ data }) => say(`The server did not take it: ${data.attempt.outcome}`))
    .on('InputDeadLettered', ({ data }) => say(`It was given up: ${data.reason}`))
    .on('InputDelivered', ({ data: { attempt } }) =>
      say(
        `The server returned: ${textOf(attempt.response.body)} (status ${attempt.response.status}, after ${attempt.durationMs} ms)`,
      ),
    );
}

function given() {
  try {
    return parseArgs({ options: { web: { type: 'boolean', default: false } } }).values;
  } catch {
    return refuse('npm run demo [-- --web]');
  }
}

function textOf({ encoding, data }) {
  return Buffer.from(data, encoding).toString();
}

function fail(error) {
  process.stderr.write(`intake: ${error.message}\n`);
  process.exitCode = 1;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
