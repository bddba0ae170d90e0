/** What can be asked about access keys. */
import { Query } from '@nestjs/cqrs';
import { z } from 'zod';
import { listQuery, type Page } from '../../platform/http/cursor.js';
import type { AccessKeyView } from '../../views/access-key.js';

export const accessKeysQuery = listQuery({});
export type AccessKeysQuery = z.output<typeof accessKeysQuery>;

export class ListAccessKeys extends Query<{ value: Page<AccessKeyView>; position: number }> {
  constructor(
    readonly query: AccessKeysQuery,
    readonly minPosition: number,
  ) {
    super();
  }
}

/** Null where there is no such key. */
export class GetAccessKey extends Query<{ value: AccessKeyView; position: number } | null> {
  constructor(
    readonly id: string,
    readonly minPosition: number,
  ) {
    super();
  }
}
