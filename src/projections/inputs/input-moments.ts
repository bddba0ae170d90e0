import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Holds } from '../../views/held.js';
import type { InputRow } from './input.entity.js';
import { type Moment, NOTHING_NOW } from './input.view.js';

/** What is true of inputs now, beside what is known of them: of a page of them, all at once. */
@Injectable()
export class InputMoments {
  constructor(
    private readonly dataSource: DataSource,
    private readonly holds: Holds,
  ) {}

  async of(rows: readonly InputRow[]): Promise<Moment> {
    const open = rows.filter(({ settledAt }) => settledAt === null).map(({ id }) => id);
    if (open.length === 0) return NOTHING_NOW;
    const [delivering, held] = await Promise.all([this.delivering(open), this.holds.of(open)]);
    return { delivering, held };
  }

  /** A claim that lives. */
  private async delivering(ids: readonly string[]): Promise<Set<string>> {
    const claims: { input_id: string }[] = await this.dataSource.query(
      `select input_id from intake.claims
        where input_id = any($1) and purpose = 'attempt' and not settled and lease_until > clock_timestamp()`,
      [ids],
    );
    return new Set(claims.map(({ input_id }) => input_id));
  }
}
