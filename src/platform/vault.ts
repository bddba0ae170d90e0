/**
 * Guarantee: secrets stand encrypted in one table and nowhere else (G12); events name only their ids. AES-256-GCM,
 * bound to the id and the stream, so that a value cannot be moved to another place.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Pool } from 'pg';
import { StartRefused } from '../config.js';
import { newId } from './ids.js';
import type { Log } from './log.js';

export interface VaultKeys {
  /** null: this process has no role that uses secrets. */
  current: Buffer | null;
  previous: Buffer | null;
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
    if (!this.keys.current) return;
    await this.check(this.keys.current);
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
    const sealed = values.map((value, index) => encrypt(this.key, `${ids[index]}:${stream}`, value));
    await this.pool.query(
      'insert into intake.secrets (id, stream, ciphertext) select i, $1, c from unnest($2::uuid[], $3::bytea[]) as v(i, c)',
      [stream, ids, sealed],
    );
    return ids;
  }

  /** The values by id. Rejects where one is gone or sealed with a key that is no longer given. */
  async open(ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const { rows } = await this.pool.query<{ id: string; stream: string; ciphertext: Buffer }>({
      name: 'secrets',
      text: 'select id, stream, ciphertext from intake.secrets where id = any($1)',
      values: [ids],
    });
    if (rows.length !== new Set(ids).size) throw new Error('a secret that an event names is gone');
    return new Map(rows.map(({ id, stream, ciphertext }) => [id, this.decrypt(`${id}:${stream}`, ciphertext)]));
  }

  /** Removes what was sealed for an append that never came: an hour old and named by no event of its stream. */
  private async sweep(): Promise<void> {
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
    const { rows } = await this.pool.query<{ encryption_check: Buffer | null }>(
      'select encryption_check from intake.log',
    );
    const stored = rows[0]?.encryption_check;
    const mine = checkValue(key);
    if (stored && timingSafeEqual(stored, mine)) return;
    const rotated = stored && this.keys.previous && timingSafeEqual(stored, checkValue(this.keys.previous));
    if (stored && !rotated) {
      throw new StartRefused(
        'INTAKE_ENCRYPTION_KEY is not the key this database was sealed with: give that key, as INTAKE_ENCRYPTION_KEY or, to change it, as INTAKE_ENCRYPTION_KEY_PREVIOUS',
      );
    }
    await this.pool.query('update intake.log set encryption_check = $1', [mine]);
  }

  private get key(): Buffer {
    if (!this.keys.current) throw new Error('this process has no encryption key');
    return this.keys.current;
  }

  private decrypt(bound: string, sealed: Buffer): string {
    try {
      return decrypt(this.key, bound, sealed);
    } catch (error) {
      if (!this.keys.previous) throw error;
      return decrypt(this.keys.previous, bound, sealed);
    }
  }
}

const checkValue = (key: Buffer): Buffer => createHmac('sha256', key).update('intake encryption check').digest();

function encrypt(key: Buffer, bound: string, value: string): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(bound));
  const body = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function decrypt(key: Buffer, bound: string, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES))
    .setAAD(Buffer.from(bound))
    .setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
  return decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
}
