/** What the places of files depend on. */
import { createHash } from 'node:crypto';

export const isRoot = (): boolean => process.getuid?.() === 0;

/** A short, stable name for this clone, for places outside it. */
export const cloneHash = (): string => createHash('sha256').update(process.cwd()).digest('hex').slice(0, 12);
