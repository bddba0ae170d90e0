/** What `npx --no intake restored` runs: after a restore of PostgreSQL, with every process stopped, as the database's owner. */
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { type Config, readSettings, StartRefused } from './config.js';
import { LogRestored } from './events/log-restored.js';
import { giveNewIdentity, type LogEnd, lookAtLog, type NewIdentity } from './platform/database/new-identity.js';
import { startEmbedded } from './platform/embedded/embedded.js';

/** As the command line has them. */
const EXIT = { done: 0, failed: 1, usage: 2, refused: 4 };

const { values: options } = parseArgs({
  options: { yes: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
});
const say = (line: string) => process.stderr.write(`${line}\n`);

process.exitCode = await run(readSettings(process.env)).catch((error: Error) => {
  const refused = error instanceof StartRefused;
  say(`intake: ${refused ? error.message : error.stack}`);
  return refused ? EXIT.refused : EXIT.failed;
});

async function run(config: Config): Promise<number> {
  const { migrationDatabaseUrl } = config;
  const databaseUrl = migrationDatabaseUrl ?? config.databaseUrl;
  // What is asked of PostgreSQL needs no Kafka.
  const servers = await startEmbedded({ ...config, databaseUrl, kafka: { brokers: config.kafka.brokers ?? [] } }, say);
  try {
    const variable = migrationDatabaseUrl ? 'INTAKE_MIGRATION_DATABASE_URL' : 'DATABASE_URL';
    const owner = { url: servers.databaseUrl, variable };
    const before = await lookAtLog(owner);
    say(end(before));
    if (!options.yes && !process.stdin.isTTY) {
      say('intake: nobody is here to be asked whether that is meant: add --yes');
      return EXIT.usage;
    }
    if (!options.yes && !(await isMeant())) return EXIT.failed;
    tell(before, await giveNewIdentity(owner, LogRestored.of));
    return EXIT.done;
  } finally {
    await servers.stop();
  }
}

function end({ logId, position, occurredAt }: LogEnd): string {
  return `The log ${logId} ends at position ${position}${occurredAt ? `, at ${occurredAt}` : ''}.
What was accepted after that is gone. What was delivered after it is delivered again, with the same webhook-id.`;
}

async function isMeant(): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question('Give it a new identity, so that whoever reads its topic begins anew? [y/N] ');
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

function tell(before: LogEnd, { logId, refilled }: NewIdentity): void {
  if (options.json) {
    process.stdout.write(
      `${JSON.stringify({ logId, before: before.logId, position: before.position, refilled }, null, 2)}\n`,
    );
    return;
  }
  const lines = [`The log is ${logId} now. The relay publishes all of it again when it starts.`];
  if (refilled.length > 0)
    lines.push(`Filled again from the log, for they may know of what is lost: ${refilled.join(', ')}.`);
  lines.push('Start Intake as before, then: npx --no intake verify all');
  process.stdout.write(`${lines.join('\n')}\n`);
}
