import { Controller, Get, Param, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { RequestHeaders } from '../../platform/http/checked.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../../platform/http/shown.js';
import { __camel__View, type __Name__View } from './__name__.view.js';
import { Get__Name__ } from './__names__.queries.js';

const id = z.string().min(1).max(255);

@ApiTags('__names__')
@Controller('v1/__names__')
export class __Names__Controller {
  constructor(private readonly queries: QueryBus) {}

  @Get(':id')
  @ApiOperation({ operationId: 'get__Name__', summary: 'As it stands' })
  @ApiResponse({ status: 200, standardSchema: __camel__View, description: 'As it stands.' })
  async get(
    @Param('id', { schema: id }) name: string,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<__Name__View> {
    return show(reply, await this.queries.execute(new Get__Name__(name, minPosition(headers))), '__name__');
  }
}
