import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyInCache } from './postgres-binaries.js';

let folder: string;
/** What a package holds, as far as it is copied. */
let native: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'intake-cache-'));
  chmodSync(folder, 0o755);
  native = mkdtempSync(join(folder, 'native-'));
  writeFileSync(join(native, 'pg-symlinks.json'), '[]');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the copy of PostgreSQL in the cache', () => {
  it('stands whole, with nothing beside it', () => {
    const copy = copyInCache(native, join(folder, 'cache', 'postgresql'));
    expect(readdirSync(copy)).toEqual(['pg-symlinks.json']);
    expect(readdirSync(join(folder, 'cache'))).toEqual(['postgresql']);
  });

  it('is refused in one line where the cache cannot be written', () => {
    const cache = join(folder, 'file');
    writeFileSync(cache, '');
    expect(() => copyInCache(native, join(cache, 'postgresql'))).toThrow(
      expect.objectContaining({
        name: 'StartRefused',
        message: `the cache ${cache} cannot be written (EEXIST): make it writable, or set INTAKE_CACHE_DIR`,
      }),
    );
  });
});
