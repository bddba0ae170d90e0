/** Time travel is the fold of what was there: at every position, for every input, whatever the log. Real PostgreSQL. */
import { expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { foldRows } from '../../src/platform/projector/fold.js';
import { Markers } from '../../src/platform/projector/markers.js';
import { Progress } from '../../src/platform/projector/progress.js';
import { Registry } from '../../src/platform/projector/registry.js';
import { ShownPosition } from '../../src/platform/projector/shown-position.js';
import { StreamFold } from '../../src/platform/projector/stream-fold.js';
import { LogReader } from '../../src/platform/store/reader.js';
import { recorded } from '../../src/platform/store/stored-event.js';
import { InputRows } from '../../src/projections/inputs/input-rows.js';
import { inputs } from '../../src/projections/inputs/inputs.projection.js';
import { freshDatabase } from '../support/database.js';
import { anyLog } from '../support/histories.js';
import { writeEvents } from '../support/log.js';

jest.setTimeout(60_000);

it('an input as of a position is the fold of the log up to there', async () => {
  const property = fc.asyncProperty(anyLog, async (facts) => {
    const database = await freshDatabase();
    try {
      await writeEvents(database.owner, facts);
      const { pool } = database;
      const reader = new LogReader(pool);
      const log = (await reader.after(0)).map(recorded);
      const shown = new ShownPosition({
        progress: new Progress(pool),
        registry: new Registry(pool),
        markers: new Markers(pool),
        log: reader,
        partitions: 12,
      });
      // Of tables it asks nothing here.
      const rows = new InputRows({} as DataSource, shown, reader, new StreamFold(pool, reader));
      const ids = new Set(log.filter(({ type }) => type === 'InputReceived').map((event) => inputs.key(event).id!));
      for (let position = 0; position <= log.length; position++) {
        const folded = foldRows(inputs, log.slice(0, position));
        for (const id of ids) {
          const row = folded.get(JSON.stringify([id]))?.row;
          expect(await rows.findAsOf(id, position, 0)).toEqual(row ? { value: row, position } : null);
        }
      }
    } finally {
      await database.drop();
    }
  });
  await fc.assert(property, { numRuns: 8 });
});
