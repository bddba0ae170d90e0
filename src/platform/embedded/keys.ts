/** Made once, at the first start, in the data directory: without them what is stored encrypted is lost. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { StartRefused } from '../../config.js';
import { keptSecret } from './private-file.js';

export const adminKeyFile = (dataDir: string): string => join(dataDir, 'admin-key');
const encryptionKeyFile = (dataDir: string): string => join(dataDir, 'encryption-key');

export function adminKey(dataDir: string): string {
  const file = adminKeyFile(dataDir);
  const key = keptSecret(file, () => `admin_${randomBytes(32).toString('base64url')}`);
  if (key.length < 32)
    throw new StartRefused(`${file} holds less than 32 characters: put the key back, or delete the file for a new one`);
  return key;
}

export function encryptionKey(dataDir: string): Buffer {
  const file = encryptionKeyFile(dataDir);
  const key = Buffer.from(
    keptSecret(file, () => randomBytes(32).toString('base64')),
    'base64',
  );
  if (key.length !== 32)
    throw new StartRefused(`${file} is not 32 bytes in base64: put back the one this data was written with`);
  return key;
}
