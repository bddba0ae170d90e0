/** Servers that start with it: where their data and their programs lie, and their ports. */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { described, port, type Read, text } from './kinds.js';
import { isRoot } from './this-machine.js';

export const variables = {
  INTAKE_DATA_DIR: text('a path').default('.intake').register(described, {
    does: 'data and keys of embedded servers. As root, where the default has a parent that others cannot search: `/var/lib/intake/<hash of the clone>`',
  }),
  INTAKE_CACHE_DIR: text('a path').optional().register(described, {
    does: 'what was fetched',
    otherwise: '`~/.cache/intake`, as root `/var/cache/intake`',
  }),
  INTAKE_EMBEDDED_POSTGRES_PORT: port.optional().register(described, {
    does: 'of the embedded PostgreSQL',
    otherwise: 'the last one; another free one when it is taken',
  }),
  INTAKE_EMBEDDED_KAFKA_PORT: port.optional().register(described, {
    does: 'of the embedded Kafka',
    otherwise: 'the last one; another free one when it is taken',
  }),
};

export interface EmbeddedServers {
  dataDir: string;
  /** The data directory was named by the operator, not left at its default. */
  dataDirGiven: boolean;
  cacheDir: string;
  embeddedPostgresPort: number | null;
  embeddedKafkaPort: number | null;
}

export const settings = (v: Read<typeof variables>, given: NodeJS.ProcessEnv): EmbeddedServers => ({
  dataDir: resolve(v.INTAKE_DATA_DIR),
  dataDirGiven: given.INTAKE_DATA_DIR !== undefined,
  cacheDir: resolve(v.INTAKE_CACHE_DIR ?? (isRoot() ? '/var/cache/intake' : `${homedir()}/.cache/intake`)),
  embeddedPostgresPort: v.INTAKE_EMBEDDED_POSTGRES_PORT ?? null,
  embeddedKafkaPort: v.INTAKE_EMBEDDED_KAFKA_PORT ?? null,
});
