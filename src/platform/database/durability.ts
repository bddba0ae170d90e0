/**
 * Whether PostgreSQL keeps what it has acknowledged when its machine falls over. Guarantee: an acknowledged input is not lost (G1);
 * without these settings PostgreSQL itself loses it, and nothing that Intake does can help.
 */
import type { ClientBase, Pool } from 'pg';
import { isLoopback, StartRefused } from '../../config.js';

const NEEDED = ['fsync', 'full_page_writes'];
const LOST = 'what it acknowledges may be lost when its machine falls over';

/** What to tell of it; null: all is as it has to be. */
export async function durabilityLack(client: ClientBase | Pool): Promise<string | null> {
  const { rows } = await client.query<{ names: string | null }>(
    `select string_agg(name, ' and ') as names from unnest($1::text[]) as name where current_setting(name) = 'off'`,
    [NEEDED],
  );
  return rows[0]!.names && `${rows[0]!.names} switched off: ${LOST}`;
}

/** On the same machine it may be one to try things with: then it is told and not refused (decision 48). */
export async function refuseUndurable(client: ClientBase, url: string): Promise<void> {
  if (isLoopback(new URL(url).hostname)) return;
  const lack = await durabilityLack(client);
  if (lack) throw new StartRefused(`PostgreSQL has ${lack}. Switch them on there`);
}
