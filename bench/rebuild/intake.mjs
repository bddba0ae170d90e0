/** The program that rebuilds `inputs` as a process with the projector role does. */
import { queryDataSource } from '../../dist/platform/database/data-source.js';
import { subjectOf } from '../../dist/platform/projector/projection.js';
import { Rebuild } from '../../dist/platform/rebuild/rebuild.js';
import { PARTITIONS } from '../support/databases.mjs';
import { log, operated } from '../support/operation.mjs';
import { readModel } from '../support/read-models.mjs';

export default async function rebuild({ url, events }) {
  return { perSecond: (events / (await rebuildInputs(url))) * 1_000 };
}

/** Answers how many milliseconds it took. */
export async function rebuildInputs(url) {
  const inputs = await readModel('inputs');
  const dataSource = await queryDataSource(url, [inputs.entity], 2).initialize();
  const kind = (pool) =>
    new Rebuild({ databaseUrl: url, pool, dataSource, partitions: PARTITIONS, projections: [inputs], log });
  try {
    return await operated(url, kind, { subject: [subjectOf(inputs)] });
  } finally {
    await dataSource.destroy();
  }
}
