/** The application as `main.ts` has it in hand before it starts any part of it. */
import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { buildApp, loadRooms } from '../../src/app.module.js';
import { CancelInput } from '../../src/commands/cancel-input/cancel-input.command.js';
import { readConfig } from '../../src/config.js';
import { Pools } from '../../src/platform/database/process-pools.js';
import { Drain } from '../../src/platform/http/drain.js';
import { Metrics } from '../../src/platform/http/metrics.js';
import { newId } from '../../src/platform/ids.js';
import { definedProjections } from '../../src/platform/projector/projection.js';
import { freshDatabase, silent } from '../support/database.js';

it('executes commands before it listens: a part may go on at once with what was begun before (protection: it is initialised when it is built)', async () => {
  await loadRooms();
  const database = await freshDatabase({ readModels: definedProjections() });
  const adminKey = 'an admin key with more than thirty-two characters';
  const encryptionKey = randomBytes(32);
  const config = readConfig({
    DATABASE_URL: database.url,
    // What serves the console's files does not load under Jest: nothing of this is about them.
    INTAKE_ROLES: 'relay,projector,delivery',
    KAFKA_BROKERS: '127.0.0.1:9092',
    INTAKE_ADMIN_KEY: adminKey,
    INTAKE_ENCRYPTION_KEY: encryptionKey.toString('base64'),
  });
  const given = { databaseUrl: database.url, kafka: null, logId: newId(), adminKey, encryptionKey };
  const app = await buildApp({ config, log: silent, ...given, drain: new Drain(), metrics: new Metrics() });
  const metadata = { actor: 'somebody', correlationId: newId(), causationId: null, traceparent: null };
  await expect(app.get(CommandBus).execute(new CancelInput(newId(), null, metadata))).rejects.toMatchObject({
    code: 'not-found',
  });
  await app.close();
  await Promise.all([app.get(Pools).end(), app.get(DataSource).destroy()]);
  await database.drop();
});
