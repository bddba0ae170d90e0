import { Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowedTo } from '../../access/allowed-to.js';
import { CausedBy } from '../../access/metadata.js';
import type { EventMetadata } from '../../events/event.js';
import { etagOf } from '../../platform/http/etag.js';
import { destinationName } from '../../platform/http/fields.js';
import { answersWith, Fails } from '../../platform/http/openapi-parts.js';
import { type NewSecret, newSecret } from '../../views/destination.js';
import { RotateSecret } from './rotate-secret.command.js';

@ApiTags('destinations')
@Controller('v1/destinations')
export class RotateSecretController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':name/rotate-secret')
  @AllowedTo('operator')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'rotateSecret',
    summary: 'Gives a destination a new signing secret',
    description: 'For 24 hours requests carry signatures of the new secret and of those before it.',
  })
  @ApiResponse({
    status: 200,
    standardSchema: newSecret,
    description: 'The new secret, shown in this answer only.',
    headers: answersWith('ETag'),
  })
  @Fails('state-conflict')
  async rotate(
    @Param('name', { schema: destinationName }) name: string,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NewSecret> {
    const { secret, version, position } = await this.commands.execute(new RotateSecret(name, metadata));
    reply.header('etag', etagOf(version)).header('intake-position', position);
    return { secret };
  }
}
