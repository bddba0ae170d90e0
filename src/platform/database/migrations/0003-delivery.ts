/** What delivery holds beside the log: secrets by id, one gate a destination, the claims. Never rebuilt. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Delivery0003 implements MigrationInterface {
  readonly name = 'Delivery0000000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table intake.secrets (
        id          uuid primary key,
        -- the stream whose events name it
        stream      text not null,
        ciphertext  bytea not null,
        created_at  timestamptz not null default now()
      );
      create index on intake.secrets (created_at);

      -- locked first by whoever claims for the destination, so that its limits hold over all processes
      create table intake.gates (
        destination text primary key
      );

      create table intake.claims (
        input_id       uuid not null,
        -- the stream's version the claim was taken at: the outcome is appended right after it, or not at all
        stream_version integer not null,
        -- attempt: a request may have been sent; give-up: none was
        purpose        text not null check (purpose in ('attempt', 'give-up')),
        destination    text not null,
        -- the destination's version when the claim was given
        destination_version integer not null,
        worker         uuid not null,
        epoch          integer not null default 1,
        claimed_at     timestamptz(3) not null default clock_timestamp(),
        lease_until    timestamptz not null,
        settled        boolean not null default false,
        primary key (input_id, stream_version)
      );
      create index on intake.claims (destination) where not settled;
      create index on intake.claims (lease_until) where not settled;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop table intake.claims, intake.gates, intake.secrets`);
  }
}
