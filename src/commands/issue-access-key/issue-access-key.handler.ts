import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { accessKeyStream, makeAccessKey } from '../../access/access-key.js';
import { AccessKeyIssued } from '../../events/access-key-issued.js';
import type { NewEvent } from '../../events/event.js';
import { systemClock } from '../../platform/clock.js';
import { Problem } from '../../platform/http/problem.js';
import { VersionConflict } from '../../platform/store/append-command.js';
import { EventLog } from '../../platform/store/event-log.js';
import type { AccessKeyInput } from './access-key-input.js';
import { IssueAccessKey, type IssuedAccessKey } from './issue-access-key.command.js';

@CommandHandler(IssueAccessKey)
export class IssueAccessKeyHandler implements ICommandHandler<IssueAccessKey> {
  constructor(private readonly log: EventLog) {}

  async execute(command: IssueAccessKey): Promise<IssuedAccessKey> {
    const { id, key, hash } = makeAccessKey();
    const event = decide(command.input, hash, systemClock.now());
    try {
      const { position, occurredAt } = await this.log.append({
        stream: accessKeyStream(id),
        expectedVersion: 0,
        events: [event],
        destination: null,
        owner: null,
        metadata: command.metadata,
      });
      return { id, key, position, occurredAt };
    } catch (error) {
      // Of a million ids it is one in a million that there is such a key already.
      if (error instanceof VersionConflict) return this.execute(command);
      throw error;
    }
  }
}

export function decide(input: AccessKeyInput, hash: string, now: Date): NewEvent {
  const { roles, destinations, expiresAt, ...rest } = input;
  if (expiresAt !== null && expiresAt <= now.toISOString()) {
    const errors = [{ in: 'body' as const, pointer: '/expiresAt', detail: 'must be in the future' }];
    throw new Problem('validation-failed', 'the key would let nobody in', { errors });
  }
  const once = <T>(values: readonly T[]): T[] => [...new Set(values)];
  return AccessKeyIssued.of({
    ...rest,
    roles: once(roles),
    destinations: destinations && once(destinations),
    expiresAt,
    hash,
  });
}
