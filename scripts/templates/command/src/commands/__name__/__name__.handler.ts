import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { NewEvent } from '../../events/event.js';
import { Problem } from '../../platform/http/problem.js';
import type { At, StreamFold } from '../../platform/store/stream-cache.js';
import { StreamWriter } from '../../platform/store/stream-writer.js';
import { __Name__ } from './__name__.command.js';

/** What the rule remembers. Where several commands remember the same, it stands in commands/__noun__.ts. */
interface State {
  exists: boolean;
}
export const fold: StreamFold<State> = { initial: { exists: false }, evolve: () => ({ exists: true }) };

@CommandHandler(__Name__)
export class __Name__Handler implements ICommandHandler<__Name__> {
  constructor(private readonly writer: StreamWriter) {}

  async execute({ id, metadata }: __Name__): Promise<number> {
    const { position } = await this.writer.write({
      stream: `__noun__-${id}`,
      fold,
      decide,
      destination: null,
      owner: null,
      metadata,
    });
    return position;
  }
}

export function decide({ state }: At<State>): NewEvent[] {
  if (!state.exists) throw new Problem('not-found', 'there is no __noun__ here');
  throw new Error('__name__: which facts follow?');
}
