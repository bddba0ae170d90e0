/**
 * An access key: `ik_<id>_<secret>`. The id tells people and the log which one it is; the secret, 256 random bits, is in the
 * hands of its holder only: the log keeps its hash. What its stream remembers is folded here.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { RecordedEvent } from '../events/event.js';
import type { Role } from '../events/shapes.js';
import type { StreamFold } from '../platform/store/stream-cache.js';

export interface AccessKeyState {
  status: 'absent' | 'live' | 'revoked';
  owner: string;
  roles: readonly Role[];
  destinations: readonly string[] | null;
  expiresAt: string | null;
  hash: string;
}

export const accessKeyFold: StreamFold<AccessKeyState> = {
  initial: { status: 'absent', owner: '', roles: [], destinations: null, expiresAt: null, hash: '' },
  evolve(state, event: RecordedEvent) {
    if (event.type === 'AccessKeyRevoked') return { ...state, status: 'revoked' };
    if (event.type !== 'AccessKeyIssued') return state;
    const { name: _, ...data } = event.data;
    return { ...data, status: 'live' };
  },
};

export const accessKeyStream = (id: string): string => `access-key-${id}`;

const ID_BYTES = 5;
const SECRET_BYTES = 32;
/** RFC 4648 §6, in lower case: five bytes are eight characters. */
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

const ACCESS_KEY = /^ik_([a-z2-7]{8})_([A-Za-z0-9_-]{43})$/;

export interface NewAccessKey {
  id: string;
  /** Shown once. */
  key: string;
  hash: string;
}

export function makeAccessKey(): NewAccessKey {
  const id = base32(randomBytes(ID_BYTES));
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  return { id, key: `ik_${id}_${secret}`, hash: digest(secret).toString('hex') };
}

/** null: it does not look like one. */
export function readAccessKey(text: string): { id: string; secret: string } | null {
  const [, id, secret] = ACCESS_KEY.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}

/** Takes the same time wherever the two begin to differ. */
export const hasHash = (secret: string, hash: string): boolean =>
  timingSafeEqual(digest(secret), Buffer.from(hash, 'hex'));

const digest = (secret: string): Buffer => createHash('sha256').update(secret).digest();

function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.replaceAll(/.{5}/g, (five) => BASE32[Number.parseInt(five, 2)]!);
}
