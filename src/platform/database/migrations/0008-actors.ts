/** What one actor has done, found by an index, whatever else stands in the log in between. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Actors0008 implements MigrationInterface {
  readonly name = 'Actors0000000000008';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create index events_actor_position_idx on intake.events ((metadata->>'actor'), position)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index intake.events_actor_position_idx');
  }
}
