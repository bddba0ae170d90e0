/** How far the relay and the projections have come. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Followers0002 implements MigrationInterface {
  readonly name = 'Followers0000000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table intake.relay (
        only_row    boolean primary key default true check (only_row),
        holder      uuid,
        epoch       bigint not null default 0,
        lease_until timestamptz not null default '-infinity',
        checkpoint  bigint not null default 0
      );
      insert into intake.relay default values;

      -- the last position published per partition
      create table intake.relay_heads (
        partition integer primary key,
        position  bigint not null
      );

      create table intake.checkpoints (
        projection   text not null,
        version      integer not null,
        partition    integer not null,
        position     bigint not null default 0,
        -- offset of the last Kafka message looked at; null where the log itself fed the partition
        kafka_offset bigint,
        -- raised by every change of the row; whoever writes compares it first
        revision     bigint not null default 0,
        moved_at     timestamptz not null default now(),
        primary key (projection, version, partition)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table intake.checkpoints, intake.relay_heads, intake.relay`);
  }
}
