/** Finds the Java that is there (JAVA_HOME, then PATH) and says what it is. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Java {
  /** Where it was found. */
  path: string;
  /** The program itself, behind any script that only calls it. */
  program: string;
  version: string;
  major: number;
  /** Names exactly this build, for what fits no other. */
  build: string;
}

/** null: there is none, or only a stand-in that cannot run. */
export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<Java | null> {
  const path = findProgram('java', env.JAVA_HOME ? [join(env.JAVA_HOME, 'bin')] : [], env);
  if (!path) return null;
  const text = await describe(path);
  const version = /version "([^"]+)"/.exec(text)?.[1];
  if (!version) return null;
  const home = /^\s*java\.home = (.+)$/m.exec(text)?.[1];
  const runtime = /^\s*java\.runtime\.version = (.+)$/m.exec(text)?.[1];
  return {
    path,
    program: home ? join(home, 'bin', 'java') : path,
    version,
    major: Number(/^(?:1\.)?(\d+)/.exec(version)?.[1] ?? 0),
    build: createHash('sha256').update(`${home} ${runtime}`).digest('hex').slice(0, 12),
  };
}

/** The first place on the way where the program stands and may be run. */
export function findProgram(name: string, first: string[] = [], env: NodeJS.ProcessEnv = process.env): string | null {
  const folders = [...first, ...(env.PATH ?? '').split(delimiter).filter(Boolean)];
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

async function describe(java: string): Promise<string> {
  try {
    const { stdout, stderr } = await run(java, ['-XshowSettings:properties', '-version'], { timeout: 20_000 });
    return `${stdout}\n${stderr}`;
  } catch {
    return '';
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
