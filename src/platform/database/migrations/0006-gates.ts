/**
 * What holds a destination back, over all delivery processes: its rate, its breaker, and what it asked for by
 * Retry-After. Claims learn of cancelling, of expiry, and of ordering keys.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Gates0006 implements MigrationInterface {
  readonly name = 'Gates0000000000006';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table intake.gates
        -- the earliest that the next request may begin: one after the other at the destination's rate
        add column next_at           timestamptz,
        -- the destination's version that the breaker speaks of: a newer one begins with a closed one
        add column version           integer not null default 0,
        -- failures in a row
        add column failures          integer not null default 0,
        -- set: open until then, and half-open from then on
        add column open_until        timestamptz,
        -- how often it has opened since it was last closed
        add column opened            integer not null default 0,
        -- set: how many may be under way at once, while a destination that is back is not yet trusted with all
        add column ramp              integer,
        -- what the destination asked for
        add column retry_after_until timestamptz;

      alter table intake.claims
        add column ordering_key text,
        drop constraint claims_purpose_check,
        add constraint claims_purpose_check check (purpose in ('attempt', 'give-up', 'expiry', 'cancel'));
      -- of one key one input is under way at a time
      create unique index on intake.claims (destination, ordering_key) where not settled and ordering_key is not null;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table intake.claims
        drop constraint claims_purpose_check,
        add constraint claims_purpose_check check (purpose in ('attempt', 'give-up')),
        drop column ordering_key;
      alter table intake.gates
        drop column next_at, drop column version, drop column failures, drop column open_until,
        drop column opened, drop column ramp, drop column retry_after_until;
    `);
  }
}
