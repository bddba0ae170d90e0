/** Files that are made of others: written; or compared, with --check, so that none of them goes stale unseen. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { refuse } from './preconditions.mjs';
import { root } from './root.mjs';

/** What the build tells of itself. */
export async function builtContracts() {
  const module = pathToFileURL(join(root, 'dist', 'contracts.js')).href;
  return import(module).catch((error) => {
    if (error.code === 'ERR_MODULE_NOT_FOUND' && error.url === module) refuse('there is no build: npm run build first');
    throw error;
  });
}

/** `files`: path in the clone → text; `leftOver`: paths of files that nothing makes any more. */
export async function writeOrCompare(what, files, command, leftOver = []) {
  const differences = [...(await compare(files)), ...leftOver.map((path) => `  no longer made: ${path}`)];
  if (!process.argv.includes('--check')) {
    await write(files, leftOver);
    console.log(differences.join('\n') || `${what}: up to date`);
  } else if (differences.length > 0) {
    refuse(
      `${what}: not what the code says:\n${differences.join('\n')}\nIf that is meant: npm run build && ${command}, then commit what it wrote`,
    );
  } else console.log(`${what}: what the code says`);
}

async function compare(files) {
  const found = [];
  for (const [path, text] of files) {
    const now = await readFile(join(root, path), 'utf8').catch(() => null);
    if (now === null) found.push(`  missing: ${path}`);
    else if (now !== text) found.push(`  differs: ${path} ${firstDifference(now, text)}`);
  }
  return found;
}

async function write(files, leftOver) {
  for (const path of leftOver) await rm(join(root, path));
  for (const [path, text] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

function firstDifference(before, after) {
  const old = before.split('\n');
  const line = after.split('\n').findIndex((text, at) => text !== old[at]);
  return `(line ${line + 1})`;
}
