/** What can be asked about destinations. */
import { Query } from '@nestjs/cqrs';
import { z } from 'zod';
import { listQuery, type Page } from '../../platform/http/cursor.js';
import type { DestinationView } from '../../views/destination.js';

export const destinationsQuery = listQuery({});
export type DestinationsQuery = z.output<typeof destinationsQuery>;

export class ListDestinations extends Query<{ value: Page<DestinationView>; position: number }> {
  constructor(
    readonly query: DestinationsQuery,
    readonly minPosition: number,
    /** Only these; null: all. */
    readonly names: readonly string[] | null,
  ) {
    super();
  }
}

/** Null where there is no such destination. */
export class GetDestination extends Query<{ value: DestinationView; position: number } | null> {
  constructor(
    readonly name: string,
    readonly minPosition: number,
  ) {
    super();
  }
}
