import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import type { RecordedEvent } from '../../events/event.js';
import { pageOf, readCursor } from '../../platform/http/cursor.js';
import { ShownPosition } from '../../platform/projector/shown-position.js';
import { inputViewOf } from './input.view.js';
import { InputMoments } from './input-moments.js';
import { InputRows } from './input-rows.js';
import { inputs } from './inputs.projection.js';
import {
  GetInput,
  GetInputAsOf,
  GetInputBody,
  GetInputHistory,
  GetInputResponse,
  ListInputs,
} from './inputs.queries.js';
import { InputsAsQueried } from './inputs-as-queried.js';
import { InputsFound } from './inputs-found.js';

@QueryHandler(ListInputs)
export class ListInputsHandler implements IQueryHandler<ListInputs> {
  constructor(
    private readonly found: InputsFound,
    private readonly moments: InputMoments,
    private readonly shown: ShownPosition,
  ) {}

  async execute({ query, minPosition, owner }: ListInputs) {
    const position = await this.shown.of(inputs, minPosition);
    const after = readCursor('inputs', query, z.tuple([z.int()]));
    // Beyond it rows may still be missing, and a cursor must not pass what becomes visible later (G5).
    const builder = (await this.found.by(query)).andWhere('input.position <= :position', { position });
    if (owner !== null) builder.andWhere('input.owner = :owner', { owner });
    if (after) builder.andWhere('input.position < :after', { after: after[0] });
    const found = await builder
      .orderBy('input.position', 'DESC')
      .take(query.limit + 1)
      .getMany();
    const page = pageOf('inputs', query, found, (row) => [row.position]);
    const moment = await this.moments.of(page.items);
    return { value: { ...page, items: page.items.map((row) => inputViewOf(row, moment)) }, position };
  }
}

@QueryHandler(GetInput)
export class GetInputHandler implements IQueryHandler<GetInput> {
  constructor(private readonly inputs: InputsAsQueried) {}

  execute({ id, minPosition }: GetInput) {
    return this.inputs.find(id, minPosition);
  }
}

@QueryHandler(GetInputAsOf)
export class GetInputAsOfHandler implements IQueryHandler<GetInputAsOf> {
  constructor(private readonly rows: InputRows) {}

  async execute({ id, asOf, minPosition }: GetInputAsOf) {
    const found = await this.rows.findAsOf(id, asOf, minPosition);
    // Whether an attempt was under way, or something held it back, is not in the log.
    return found && { value: inputViewOf(found.value), position: found.position };
  }
}

@QueryHandler(GetInputHistory)
export class GetInputHistoryHandler implements IQueryHandler<GetInputHistory> {
  constructor(private readonly rows: InputRows) {}

  execute({ id, minPosition }: GetInputHistory) {
    return this.rows.history(id, minPosition);
  }
}

@QueryHandler(GetInputBody)
export class GetInputBodyHandler implements IQueryHandler<GetInputBody> {
  constructor(private readonly rows: InputRows) {}

  async execute({ id, minPosition }: GetInputBody) {
    const { value, position } = await this.rows.history(id, minPosition, 1);
    const [received] = value as RecordedEvent<'InputReceived'>[];
    if (!received) return null;
    const { body, contentType, contentEncoding } = received.data;
    return { value: { bytes: body, contentType, contentEncoding }, position };
  }
}

@QueryHandler(GetInputResponse)
export class GetInputResponseHandler implements IQueryHandler<GetInputResponse> {
  constructor(private readonly rows: InputRows) {}

  async execute({ id, minPosition }: GetInputResponse) {
    const { value: history, position } = await this.rows.history(id, minPosition);
    if (history.length === 0) return null;
    const responses = history.flatMap((event) => ('attempt' in event.data ? [event.data.attempt.response] : []));
    return { value: responses.findLast((response) => response !== null) ?? ('none' as const), position };
  }
}
