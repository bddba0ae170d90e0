/** Events that a projection could not apply: set aside with their streams, or skipped by an admin. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Parked0005 implements MigrationInterface {
  readonly name = 'Parked0000000000005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table intake.parked (
        projection   text not null,
        version      integer not null,
        stream       text collate "C" not null,
        partition    integer not null,
        -- of the stream: its rows are the fold of what comes before
        from_version integer not null,
        -- of the event that cannot be applied
        position     bigint not null,
        type         text not null,
        error        text not null,
        parked_at    timestamptz(3) not null default clock_timestamp(),
        tries        integer not null,
        primary key (projection, version, stream)
      );
      create index on intake.parked (projection, version, position);

      -- what changes nothing, in a projection's rows as they are and as they are made anew
      create table intake.skips (
        projection     text not null,
        version        integer not null,
        stream         text collate "C" not null,
        stream_version integer not null,
        position       bigint not null,
        reason         text not null,
        skipped_by     text not null,
        skipped_at     timestamptz(3) not null default clock_timestamp(),
        primary key (projection, version, stream, stream_version)
      );

      -- how many streams of the partition are parked: only where there are any, a batch asks which
      alter table intake.checkpoints add parked integer not null default 0;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table intake.checkpoints drop parked;
      drop table intake.parked, intake.skips`);
  }
}
