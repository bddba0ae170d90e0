/**
 * Guarantee: secrets stand encrypted in one table and nowhere else (G12); events name only their ids. AES-256-GCM,
 * bound to the id and the stream, so that a value cannot be moved to another place.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Pool } from 'pg';
import { StartRefused } from '../config.js';
import { withPatience } from './database/patience.js';
import { inTransaction } from './database/transaction.js';
import { newId } from './ids.js';
import type { Log } from './log.js';

export interface VaultKeys {
  /** null: this process has no role that uses secrets. */
  current: Buffer | null;
  previous: Buffer | null;
}

interface Sealed {
  id: string;
  stream: string;
  ciphertext: Buffer;
}

const SWEEP_MS = 3_600_000;
const IV_BYTES = 12;
const TAG_BYTES = 16;

export class Vault {
  private sweeping: NodeJS.Timeout | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly keys: VaultKeys,
    private readonly log: Log,
  ) {}

  /** Refuses a key that does not fit; from then on tidies up. */
  async start(): Promise<void> {
    const { current } = this.keys;
    if (!current) return;
    await withPatience(() => this.check(current));
    this.sweeping = setInterval(() => {
      this.sweep().catch((error: Error) => this.log.warn({ error: error.message }, 'unused secrets are still there'));
    }, SWEEP_MS);
  }

  stop(): void {
    if (this.sweeping) clearInterval(this.sweeping);
  }

  /** Stores the values in a transaction of their own, before the append that names them. Answers their ids, in order. */
  async seal(stream: string, values: readonly string[]): Promise<string[]> {
    const ids = values.map(newId);
    if (ids.length === 0) return ids;
    const sealed = values.map((value, index) => encrypt(this.key, boundTo({ id: ids[index]!, stream }), value));
    await this.pool.query(
      'insert into intake.secrets (id, stream, ciphertext) select i, $1, c from unnest($2::uuid[], $3::bytea[]) as v(i, c)',
      [stream, ids, sealed],
    );
    return ids;
  }

  /** The values by id. Rejects where one is gone or sealed with a key that is no longer given. */
  async open(ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const { rows } = await this.pool.query<Sealed>({
      name: 'secrets',
      text: 'select id, stream, ciphertext from intake.secrets where id = any($1)',
      values: [ids],
    });
    if (rows.length !== new Set(ids).size) throw new Error('a secret that an event names is gone');
    return new Map(rows.map((row) => [row.id, this.value(row)]));
  }

  /** Removes what was sealed for an append that never came: an hour old and named by no event of its stream. Hourly. */
  async sweep(): Promise<void> {
    await this.pool.query(
      `delete from intake.secrets s where s.created_at < now() - interval '1 hour' and not exists (
         select from intake.events e where e.stream = s.stream and position(s.id::text in e.data::text) > 0)`,
    );
  }

  /**
   * Refuses a key that this database was not sealed with. With the fitting one given as the previous key, the new one
   * takes over.
   */
  private async check(key: Buffer): Promise<void> {
    const { previous } = this.keys;
    const { rows } = await this.pool.query<{ encryption_check: Buffer }>({
      text: `update intake.log set encryption_check = coalesce(encryption_check, $1) returning encryption_check`,
      values: [checkValue(key)],
    });
    const fits = (given: Buffer) => timingSafeEqual(rows[0]!.encryption_check, checkValue(given));
    if (!fits(key) && !(previous && fits(previous))) {
      throw new StartRefused(
        'INTAKE_ENCRYPTION_KEY is not the key this database was sealed with: give that key, as INTAKE_ENCRYPTION_KEY or, to change it, as INTAKE_ENCRYPTION_KEY_PREVIOUS',
      );
    }
    if (previous) await this.sealAnew(key, previous);
  }

  /** What stands under the previous key goes over to the current one, all of it, so that the next start needs it no more. */
  private async sealAnew(key: Buffer, previous: Buffer): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      await client.query('update intake.log set encryption_check = $1', [checkValue(key)]);
      const { rows } = await client.query<Sealed>('select id, stream, ciphertext from intake.secrets');
      const old = rows.filter((row) => opened(previous, row) !== null);
      await client.query(
        'update intake.secrets s set ciphertext = v.c from unnest($1::uuid[], $2::bytea[]) as v(i, c) where s.id = v.i',
        [old.map(({ id }) => id), old.map((row) => encrypt(key, boundTo(row), opened(previous, row)!))],
      );
    });
  }

  private get key(): Buffer {
    if (!this.keys.current) throw new Error('this process has no encryption key');
    return this.keys.current;
  }

  private value(row: Sealed): string {
    const { current, previous } = this.keys;
    const value = opened(current, row) ?? opened(previous, row);
    if (value === null) throw new Error('a secret was sealed with another key, or changed since');
    return value;
  }
}

const boundTo = ({ id, stream }: Pick<Sealed, 'id' | 'stream'>): string => `${id}:${stream}`;

const checkValue = (key: Buffer): Buffer => createHmac('sha256', key).update('intake encryption check').digest();

function encrypt(key: Buffer, bound: string, value: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound));
  const body = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

/** null: not with this key, or not as it was sealed. */
function opened(key: Buffer | null, { ciphertext, ...row }: Sealed): string | null {
  if (!key) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, ciphertext.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(boundTo(row)))
    .setAuthTag(ciphertext.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  try {
    return decipher.update(ciphertext.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null;
  }
}
