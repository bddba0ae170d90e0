import { Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CausedBy } from '../../access/metadata.js';
import type { EventMetadata } from '../../events/event.js';
import { uuid } from '../../platform/http/fields.js';
import { __Name__ } from './__name__.command.js';

@ApiTags('__noun__s')
@Controller('v1/__noun__s')
export class __Name__Controller {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/__verb__')
  @HttpCode(204)
  @ApiOperation({ operationId: '__camel__', summary: 'What is asked, in one sentence' })
  @ApiResponse({ status: 204, description: 'Done.' })
  async __verb__(
    @Param('id', { schema: uuid }) id: string,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    reply.header('intake-position', await this.commands.execute(new __Name__(id, metadata)));
  }
}
