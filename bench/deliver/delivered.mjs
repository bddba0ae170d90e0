/** The program that waits until everything is delivered, and reads from the log how long it took. */
import { setTimeout as pause } from 'node:timers/promises';
import { asOwner } from '../support/databases.mjs';
import { peakBytesOf } from '../support/process.mjs';

const LOOK_MS = 100;

export default function delivered({ url, inputs, pid }) {
  return asOwner(url, async (database) => {
    // A registration, and of each input two events: a cheap question, since it takes its time from what is measured.
    while ((await headOf(database)) < 1 + 2 * inputs) await pause(LOOK_MS);
    const found = await outcomes(database);
    // The memory that counts is Intake's.
    return { perSecond: (inputs / found.ms) * 1_000, peakBytes: peakBytesOf(pid) };
  });
}

async function headOf(database) {
  const { rows } = await database.query('select max(position)::integer as head from intake.events');
  return rows[0].head;
}

async function outcomes(database) {
  const { rows } = await database.query(`
    select extract(epoch from max(occurred_at) - min((data->'attempt'->>'startedAt')::timestamptz)) * 1000 as ms
      from intake.events where type = 'InputDelivered'`);
  return rows[0];
}
