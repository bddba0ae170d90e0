/** What can be asked. */
import { Query } from '@nestjs/cqrs';
import type { __Name__View } from './__name__.view.js';

/** Null where there is none. */
export class Get__Name__ extends Query<{ value: __Name__View; position: number } | null> {
  constructor(
    readonly id: string,
    readonly minPosition: number,
  ) {
    super();
  }
}
