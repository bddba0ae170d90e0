/** What a start tells: a few lines for a person at a terminal, one JSON line for a machine. */
import type { Embedded } from './platform/embedded/embedded.js';
import type { Log } from './platform/log.js';

export interface Started {
  /** Where it listens. */
  url: string;
  /** It answers clients: only then there is something to read about that. */
  api: boolean;
  embedded: Pick<Embedded, 'adminKey' | 'adminKeyFile' | 'kafkaUnavailable'>;
  log: Log;
}

type Terminal = Pick<NodeJS.WriteStream, 'isTTY'> & { write(text: string): unknown };

export function greeting({ url, api, embedded, log }: Started, terminal: Terminal = process.stdout): void {
  const { adminKey, adminKeyFile, kafkaUnavailable } = embedded;
  if (!terminal.isTTY) {
    if (kafkaUnavailable) log.warn(kafkaUnavailable);
    log.info(
      { url, ...(api && { docs: `${url}/docs`, console: `${url}/console` }), ...(adminKeyFile && { adminKeyFile }) },
      'Intake is ready',
    );
    return;
  }
  const lines = [`Intake is ready: ${url}`];
  if (api) lines.push(`  console    ${url}/console`, `  docs       ${url}/docs`);
  // Only a key that was made here is told: one that was given is known, and nobody's terminal should show it.
  if (adminKeyFile) lines.push(`  admin key  ${adminKey}`, `             (in ${adminKeyFile})`);
  if (kafkaUnavailable) lines.push(`  ${kafkaUnavailable}`);
  terminal.write(`\n${lines.join('\n')}\n\n`);
}
