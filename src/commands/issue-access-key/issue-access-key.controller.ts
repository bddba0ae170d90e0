import { Body, Controller, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowedTo } from '../../access/allowed-to.js';
import { CausedBy } from '../../access/metadata.js';
import type { EventMetadata } from '../../events/event.js';
import { answersWith } from '../../platform/http/openapi-parts.js';
import { type NewAccessKeyView, newAccessKey } from '../../views/access-key.js';
import { type AccessKeyInput, accessKeyInput } from './access-key-input.js';
import { IssueAccessKey } from './issue-access-key.command.js';

@ApiTags('access')
@Controller('v1/access-keys')
export class IssueAccessKeyController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @AllowedTo('admin')
  @ApiOperation({ operationId: 'issueAccessKey', summary: 'Issues an access key' })
  @ApiResponse({
    status: 201,
    standardSchema: newAccessKey,
    description: 'The key, which is shown in this answer only.',
    headers: answersWith('Location'),
  })
  async issue(
    @Body({ schema: accessKeyInput }) input: AccessKeyInput,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NewAccessKeyView> {
    const { id, key, position, occurredAt } = await this.commands.execute(new IssueAccessKey(input, metadata));
    reply.code(201).header('location', `/v1/access-keys/${id}`).header('intake-position', position);
    return {
      ...{ id, ...input, state: 'live', createdAt: occurredAt, createdBy: metadata.actor },
      ...{ revokedAt: null, revokedBy: null, key },
    };
  }
}
