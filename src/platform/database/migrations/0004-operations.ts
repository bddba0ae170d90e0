/** Long work with its progress, the read models that stand, and the processes that use them. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Operations0004 implements MigrationInterface {
  readonly name = 'Operations0000000000004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table intake.operations (
        id               uuid primary key,
        kind             text not null,
        -- what it works on, such as inputs.v1: only a process whose code knows all of it takes it on
        subject          text[] not null,
        options          json not null,
        state            text not null default 'running' check (state in ('running', 'succeeded', 'failed', 'cancelled')),
        phase            text,
        done             bigint not null default 0,
        -- null: not known yet
        total            bigint,
        rate             double precision,
        -- raised by every change that is worth telling: a live stream goes on after it
        revision         bigint not null default 1,
        -- where it goes on after a crash; what is in it is the kind's own business
        saved            json,
        started_by       text not null,
        started_at       timestamptz(3) not null default clock_timestamp(),
        finished_at      timestamptz(3),
        result           json,
        error            text,
        -- what was asked for, where it came with an Idempotency-Key
        fingerprint      text,
        cancel_requested boolean not null default false,
        -- who works on it; each one that takes it over has a higher epoch
        epoch            integer not null default 0,
        lease_until      timestamptz not null default '-infinity'
      );
      create index on intake.operations (started_at, id);
      create index on intake.operations (lease_until) where state = 'running';

      -- what a running operation has for itself alone
      create table intake.operation_holds (
        subject   text primary key,
        operation uuid not null references intake.operations on delete cascade
      );

      create table intake.projections (
        name    text not null,
        version integer not null,
        -- building: filled for the first time; nobody reads it, nobody follows it
        state   text not null check (state in ('building', 'live')),
        paused  boolean not null default false,
        -- when a process last said that its code has it
        used_at timestamptz not null default clock_timestamp(),
        primary key (name, version)
      );
      -- what stands already was followed from the log's beginning
      insert into intake.projections (name, version, state)
        select distinct projection, version, 'live' from intake.checkpoints
         where to_regclass(format('read_v%s.%I', version, projection)) is not null;

      -- the processes that live; a row that is not refreshed is of one that is gone
      create table intake.processes (
        id      uuid primary key,
        seen_at timestamptz not null default clock_timestamp()
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table intake.operation_holds, intake.operations, intake.projections, intake.processes`);
  }
}
