import { Controller, Delete, HttpCode, Param, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowedTo } from '../../access/allowed-to.js';
import { CausedBy } from '../../access/metadata.js';
import type { EventMetadata } from '../../events/event.js';
import { accessKeyId } from '../../views/access-key.js';
import { RevokeAccessKey } from './revoke-access-key.command.js';

@ApiTags('access')
@Controller('v1/access-keys')
export class RevokeAccessKeyController {
  constructor(private readonly commands: CommandBus) {}

  @Delete(':id')
  @AllowedTo('admin')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'revokeAccessKey',
    summary: 'Revokes an access key',
    description: 'Within 5 s it lets nobody in any more, anywhere, and streams that were opened with it end.',
  })
  @ApiResponse({ status: 204, description: 'Revoked, now or before.' })
  async revoke(
    @Param('id', { schema: accessKeyId }) id: string,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    reply.header('intake-position', await this.commands.execute(new RevokeAccessKey(id, metadata)));
  }
}
