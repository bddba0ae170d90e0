import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { pageOf, readCursor } from '../../platform/http/cursor.js';
import { ShownPosition } from '../../platform/projector/shown-position.js';
import { StreamFold } from '../../platform/projector/stream-fold.js';
import { type DestinationView, hideValues } from '../../views/destination.js';
import { DestinationRow } from './destination.entity.js';
import { destinations } from './destinations.projection.js';
import { GetDestination, ListDestinations } from './destinations.queries.js';

const viewOf = ({ name, state, version, policy, createdAt, changedAt }: DestinationRow): DestinationView => ({
  name,
  state,
  version,
  ...policy,
  ...hideValues(policy),
  createdAt,
  changedAt,
});

@QueryHandler(ListDestinations)
export class ListDestinationsHandler implements IQueryHandler<ListDestinations> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly shown: ShownPosition,
  ) {}

  async execute({ query, minPosition }: ListDestinations) {
    const position = await this.shown.of(destinations, minPosition);
    const after = readCursor('destinations', query, z.tuple([z.int()]));
    const builder = this.dataSource.getRepository(DestinationRow).createQueryBuilder('destination');
    // Beyond it rows may still be missing, and a cursor must not pass what becomes visible later (G5).
    builder.where('destination.position <= :position', { position });
    if (after) builder.andWhere('destination.position < :after', { after: after[0] });
    const rows = await builder
      .orderBy('destination.position', 'DESC')
      .take(query.limit + 1)
      .getMany();
    const page = pageOf('destinations', query, rows, (row) => [row.position]);
    return { value: { ...page, items: page.items.map(viewOf) }, position };
  }
}

/** From its stream: whoever changes a destination needs its newest version, and there is little to fold. */
@QueryHandler(GetDestination)
export class GetDestinationHandler implements IQueryHandler<GetDestination> {
  constructor(
    private readonly streams: StreamFold,
    private readonly shown: ShownPosition,
  ) {}

  async execute({ name, minPosition }: GetDestination) {
    const position = await this.shown.ofLog(minPosition);
    const [row] = (await this.streams.rows(destinations, `destination-${name}`)) ?? [];
    return row ? { value: viewOf(row), position } : null;
  }
}
