/**
 * After a restore: the log gets a new identity, so that everybody who reads its topic sees that it is not the one they knew.
 * Guarantee: whole or not at all, while no process lives; what the relay and the read models know of what is lost is
 * forgotten. Done twice before a start, it is as if it was done once.
 */
import type { Client } from 'pg';
import { StartRefused } from '../../config.js';
import type { NewEvent } from '../../events/event.js';
import { newId } from '../ids.js';
import { publishAllAnew } from '../relay/republish.js';
import { appendWithin } from '../store/acts.js';
import { rest } from '../waiting.js';
import { aloneInTransaction, asOwner, livingProcesses } from './owner.js';

const INSUFFICIENT_PRIVILEGE = '42501';
const POLL_MS = 500;

export interface LogEnd {
  logId: string;
  /** 0: it has no event. */
  position: number;
  occurredAt: string | null;
}

export interface NewIdentity {
  logId: string;
  /** Read models that may know of what is lost: they are filled again from the log. */
  refilled: string[];
}

/** What the log is told of it. */
export type Tell = (identities: { before: string; logId: string }) => NewEvent;

export interface OwnerAddress {
  url: string;
  variable: string;
}

export function lookAtLog({ url, variable }: OwnerAddress): Promise<LogEnd> {
  return asOwner(url, variable, async (owner) => {
    const { rows: made } = await owner.query(`select to_regclass('intake.log') is not null as made`);
    if (!made[0].made) throw new StartRefused('the database has no log: restore it first');
    const { rows } = await owner.query<Omit<LogEnd, 'position'> & { position: string | null }>(
      `select l.log_id as "logId", e.position, to_json(e.occurred_at) #>> '{}' as "occurredAt" from intake.log l
         left join lateral (select position, occurred_at from intake.events order by position desc limit 1) e on true`,
    );
    const { position, ...log } = rows[0]!;
    return { ...log, position: Number(position ?? 0) };
  });
}

export function giveNewIdentity({ url, variable }: OwnerAddress, tell: Tell): Promise<NewIdentity> {
  return asOwner(url, variable, async (owner) => {
    await untilThoseOfTheBackupAreGone(owner);
    try {
      return await aloneInTransaction(owner, '`intake restored`', () => renew(owner, tell));
    } catch (error) {
      if ((error as { code?: string }).code !== INSUFFICIENT_PRIVILEGE) throw error;
      throw new StartRefused(
        `the login ${owner.user} does not own the log (${(error as Error).message}): give the owner's as INTAKE_MIGRATION_DATABASE_URL`,
      );
    }
  });
}

/** A backup has the processes of its moment. Whoever lives is heard of again before they are taken for gone. */
async function untilThoseOfTheBackupAreGone(owner: Client): Promise<void> {
  const { lastSeen } = await livingProcesses(owner);
  for (let now = lastSeen; now !== null && now === lastSeen; now = (await livingProcesses(owner)).lastSeen) {
    await rest(POLL_MS, new AbortController().signal);
  }
}

async function renew(owner: Client, tell: Tell): Promise<NewIdentity> {
  const refilled = await forgetWhatIsLost(owner);
  await publishAllAnew(owner);
  const { rows } = await owner.query<{ before: string; logId: string }>(
    `update intake.log l set log_id = gen_random_uuid() from (select log_id as before from intake.log) as old
      returning before, l.log_id as "logId"`,
  );
  const metadata = { actor: `login:${owner.user}`, correlationId: newId(), causationId: null, traceparent: null };
  await appendWithin(owner, metadata, [{ stream: 'log', events: [tell(rows[0]!)] }]);
  return { logId: rows[0]!.logId, refilled };
}

/**
 * Where Intake has run on the restored database already, its read models may have taken events out of the topic that are
 * lost. All of those lie behind the relay's checkpoint, which has not moved: so whoever has come further by Kafka may have.
 */
async function forgetWhatIsLost(owner: Client): Promise<string[]> {
  const { rows } = await owner.query<{ name: string; version: number }>(
    `update intake.projections set state = 'building'
      where (name, version) in (select c.projection, c.version from intake.checkpoints c, intake.relay r
                                 where c.position > r.checkpoint and c.kafka_offset is not null)
      returning name, version`,
  );
  for (const { name, version } of rows) {
    for (const table of ['checkpoints', 'parked']) {
      await owner.query(`delete from intake.${table} where projection = $1 and version = $2`, [name, version]);
    }
  }
  return rows.map(({ name, version }) => `${name}.v${version}`).sort();
}
