import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { pageOf, readCursor } from '../../platform/http/cursor.js';
import { ShownPosition } from '../../platform/projector/shown-position.js';
import { StreamFold } from '../../platform/projector/stream-fold.js';
import { Breakers } from '../../views/breaker.js';
import { type DestinationView, hideValues } from '../../views/destination.js';
import { DestinationRow } from './destination.entity.js';
import { destinations } from './destinations.projection.js';
import { GetDestination, ListDestinations } from './destinations.queries.js';

/** Breakers are no facts of the log: delivery knows them, and they are asked for as they stand now. */
async function viewsOf(rows: readonly DestinationRow[], breakers: Breakers): Promise<DestinationView[]> {
  const states = await breakers.of(rows);
  return rows.map(({ name, state, version, policy, createdAt, changedAt }) => ({
    ...{ name, state, breaker: states.get(name)!, version },
    ...policy,
    ...hideValues(policy),
    ...{ createdAt, changedAt },
  }));
}

@QueryHandler(ListDestinations)
export class ListDestinationsHandler implements IQueryHandler<ListDestinations> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly shown: ShownPosition,
    private readonly breakers: Breakers,
  ) {}

  async execute({ query, minPosition, names }: ListDestinations) {
    const position = await this.shown.of(destinations, minPosition);
    const after = readCursor('destinations', query, z.tuple([z.int()]));
    const builder = this.dataSource.getRepository(DestinationRow).createQueryBuilder('destination');
    // Beyond it rows may still be missing, and a cursor must not pass what becomes visible later (G5).
    builder.where('destination.position <= :position', { position });
    if (names) builder.andWhere('destination.name = any(:names)', { names });
    if (after) builder.andWhere('destination.position < :after', { after: after[0] });
    const rows = await builder
      .orderBy('destination.position', 'DESC')
      .take(query.limit + 1)
      .getMany();
    const page = pageOf('destinations', query, rows, (row) => [row.position]);
    return { value: { ...page, items: await viewsOf(page.items, this.breakers) }, position };
  }
}

/** From its stream: whoever changes a destination needs its newest version, and there is little to fold. */
@QueryHandler(GetDestination)
export class GetDestinationHandler implements IQueryHandler<GetDestination> {
  constructor(
    private readonly streams: StreamFold,
    private readonly shown: ShownPosition,
    private readonly breakers: Breakers,
  ) {}

  async execute({ name, minPosition }: GetDestination) {
    const position = await this.shown.ofLog(minPosition);
    const [row] = (await this.streams.rows(destinations, `destination-${name}`)) ?? [];
    if (!row) return null;
    const [view] = await viewsOf([row], this.breakers);
    return { value: view!, position };
  }
}
