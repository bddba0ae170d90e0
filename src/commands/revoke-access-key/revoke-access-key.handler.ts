import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type AccessKeyState, accessKeyFold, accessKeyStream } from '../../access/access-key.js';
import { AccessKeyRevoked } from '../../events/access-key-revoked.js';
import type { NewEvent } from '../../events/event.js';
import { Problem } from '../../platform/http/problem.js';
import { StreamWriter } from '../../platform/store/stream-writer.js';
import { RevokeAccessKey } from './revoke-access-key.command.js';

@CommandHandler(RevokeAccessKey)
export class RevokeAccessKeyHandler implements ICommandHandler<RevokeAccessKey> {
  constructor(private readonly writer: StreamWriter) {}

  async execute({ id, metadata }: RevokeAccessKey): Promise<number> {
    const { position } = await this.writer.write({
      stream: accessKeyStream(id),
      fold: accessKeyFold,
      destination: null,
      owner: null,
      metadata,
      decide: ({ state }) => decide(state),
    });
    return position;
  }
}

/** One that was revoked before stays as it is: whoever asks twice has what they want. */
export function decide({ status }: Pick<AccessKeyState, 'status'>): NewEvent[] {
  if (status === 'absent') throw new Problem('not-found', 'there is no access key here');
  return status === 'live' ? [AccessKeyRevoked.of({})] : [];
}
