/** Each measurement in a process of its own: what was measured before is not in its way, and its memory is its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./child.mjs', import.meta.url));

/** What the default export of the program answers, and the most memory that the process had. */
export async function inProcess(program, options) {
  // What it says is no figure: it must not stand among them.
  const child = fork(CHILD, [program.href, JSON.stringify(options)], { stdio: ['ignore', 2, 2, 'ipc'] });
  let answer = null;
  child.once('message', (message) => {
    answer = message;
  });
  const [code] = await once(child, 'close');
  if (code !== 0 || answer === null) throw new Error(`${program.pathname} ended with ${code}, without an answer`);
  return answer;
}

/** The most memory that another process has had so far, where what is measured is that one. */
export const peakBytesOf = (pid) =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
