/** The cache holds what was fetched or copied once. */
import { StartRefused } from '../../config.js';

/** No right to write, no room, not a folder: said in one line. */
export function cacheRefused(cacheDir: string, error: unknown): StartRefused {
  const { code = String(error) } = error as NodeJS.ErrnoException;
  const remedy = code === 'ENOSPC' || code === 'EDQUOT' ? 'make room' : 'make it writable';
  return new StartRefused(`the cache ${cacheDir} cannot be written (${code}): ${remedy}, or set INTAKE_CACHE_DIR`);
}
