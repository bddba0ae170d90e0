/** The classes of a Kafka, as its Java has loaded them, kept in the cache: with it Kafka starts three times as fast, without it all the same. */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Java } from './java.js';
import { KAFKA_VERSION } from './kafka-jars.js';
import { processIdentity } from './processes.js';
import type { Progress } from './server.js';

export interface ClassArchive {
  /** For the Java that uses it; empty when it is not there yet. */
  use: string[];
  /** For the broker that writes it when it ends; empty when it is there. */
  write: string[];
  /** Ends the broker, and keeps what it wrote. */
  keepAfter(stop: () => Promise<void>, progress: Progress): Promise<void>;
}

/** It fits one build of Java only. */
export function classArchive(java: Java, cacheDir: string): ClassArchive {
  const file = join(cacheDir, `kafka-${KAFKA_VERSION}`, `classes-${java.build}.jsa`);
  if (existsSync(file)) return { use: [`-XX:SharedArchiveFile=${file}`], write: [], keepAfter: (stop) => stop() };
  removeAbandoned(file);
  const aside = `${file}.${process.pid}`;
  return {
    use: [],
    write: [`-XX:ArchiveClassesAtExit=${aside}`],
    keepAfter: async (stop, progress) => {
      progress('Stopping Kafka (a few seconds, this once: it prepares its next starts) …');
      await stop();
      if (existsSync(aside)) renameSync(aside, file);
    },
  };
}

/** Half of one, perhaps: written by the broker of a start that was killed. */
function removeAbandoned(file: string): void {
  const prefix = `${basename(file)}.`;
  for (const name of readdirSync(dirname(file)).filter((entry) => entry.startsWith(prefix))) {
    if (processIdentity(Number(name.slice(prefix.length))) === null) rmSync(join(dirname(file), name), { force: true });
  }
}
