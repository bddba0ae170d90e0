/** TypeORM's connection, for read-model queries and migrations. It never makes or changes tables by itself. */
import { DataSource, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { EventLog0001 } from './migrations/0001-event-log.js';
import { Followers0002 } from './migrations/0002-followers.js';
import { Delivery0003 } from './migrations/0003-delivery.js';
import { Operations0004 } from './migrations/0004-operations.js';
import { Parked0005 } from './migrations/0005-parked.js';
import { Gates0006 } from './migrations/0006-gates.js';
import { AppendPlannedOnce0007 } from './migrations/0007-append-planned-once.js';
import { Actors0008 } from './migrations/0008-actors.js';
import { connectionOptions } from './pools.js';
import { APPLICATION_ROLE, type DatabaseRole } from './roles.js';

const MIGRATIONS = [
  EventLog0001,
  Followers0002,
  Delivery0003,
  Operations0004,
  Parked0005,
  Gates0006,
  AppendPlannedOnce0007,
  Actors0008,
];

const common = (url: string, name: string) => ({
  type: 'postgres' as const,
  url,
  applicationName: `intake ${name}`,
  synchronize: false,
  migrationsRun: false,
});

/** What query endpoints use: a role of the application, entities placed in their schemas beforehand. */
export function queryDataSource(
  url: string,
  entities: EntityTarget<ObjectLiteral>[],
  max: number,
  role: DatabaseRole = APPLICATION_ROLE,
): DataSource {
  return new DataSource({
    ...common(url, 'queries'),
    entities: entities as never,
    poolSize: max,
    extra: connectionOptions(5_000, { role }),
  });
}

/** What migrations use: the owner's login, one connection beside the one that holds the lock. */
export function ownerDataSource(url: string, entities: EntityTarget<ObjectLiteral>[]): DataSource {
  return new DataSource({
    ...common(url, 'migrate'),
    schema: 'intake',
    entities: entities as never,
    migrations: MIGRATIONS,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'all',
    poolSize: 1,
  });
}
