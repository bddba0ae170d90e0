import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { pageOf, readCursor } from '../../platform/http/cursor.js';
import { ShownPosition } from '../../platform/projector/shown-position.js';
import { StreamFold } from '../../platform/projector/stream-fold.js';
import type { AccessKeyView } from '../../views/access-key.js';
import { AccessKeyRow } from './access-key.entity.js';
import { accessKeys } from './access-keys.projection.js';
import { GetAccessKey, ListAccessKeys } from './access-keys.queries.js';

const viewOf = ({ position: _, ...row }: AccessKeyRow): AccessKeyView => ({
  ...row,
  state: row.revokedAt === null ? 'live' : 'revoked',
});

@QueryHandler(ListAccessKeys)
export class ListAccessKeysHandler implements IQueryHandler<ListAccessKeys> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly shown: ShownPosition,
  ) {}

  async execute({ query, minPosition }: ListAccessKeys) {
    const position = await this.shown.of(accessKeys, minPosition);
    const after = readCursor('access-keys', query, z.tuple([z.int()]));
    const builder = this.dataSource.getRepository(AccessKeyRow).createQueryBuilder('issued');
    // Beyond it rows may still be missing, and a cursor must not pass what becomes visible later (G5).
    builder.where('issued.position <= :position', { position });
    if (after) builder.andWhere('issued.position < :after', { after: after[0] });
    const rows = await builder
      .orderBy('issued.position', 'DESC')
      .take(query.limit + 1)
      .getMany();
    const page = pageOf('access-keys', query, rows, (row) => [row.position]);
    return { value: { ...page, items: page.items.map(viewOf) }, position };
  }
}

/** From its stream: who has just issued or revoked a key sees it so at once. */
@QueryHandler(GetAccessKey)
export class GetAccessKeyHandler implements IQueryHandler<GetAccessKey> {
  constructor(
    private readonly streams: StreamFold,
    private readonly shown: ShownPosition,
  ) {}

  async execute({ id, minPosition }: GetAccessKey) {
    const position = await this.shown.ofLog(minPosition);
    const [row] = (await this.streams.rows(accessKeys, `access-key-${id}`)) ?? [];
    return row ? { value: viewOf(row), position } : null;
  }
}
