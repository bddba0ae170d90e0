/** Kafka's data is formatted once; a mark is set after it, so that half a formatting is done again. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StartRefused } from '../../config.js';
import type { Java } from './java.js';

const run = promisify(execFile);

export async function formatOnce(java: Java, base: string[], folder: string, settings: string): Promise<void> {
  const done = join(folder, 'formatted');
  if (existsSync(done)) return;
  rmSync(join(folder, 'data'), { recursive: true, force: true });
  const id = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  try {
    await run(java.program, [...base, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', settings], { cwd: '/' });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new StartRefused(`Kafka could not make its data in ${folder}: ${(stderr || message).trim().split('\n')[0]}`);
  }
  writeFileSync(done, `${id}\n`);
}
