import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowedTo } from '../../access/allowed-to.js';
import { RequestHeaders } from '../../platform/http/checked.js';
import { type Page, pageSchema } from '../../platform/http/cursor.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../../platform/http/shown.js';
import { type AccessKeyView, accessKeyId, accessKeyView } from '../../views/access-key.js';
import { type AccessKeysQuery, accessKeysQuery, GetAccessKey, ListAccessKeys } from './access-keys.queries.js';

@ApiTags('access')
@Controller('v1/access-keys')
export class AccessKeysController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AllowedTo('admin')
  @ApiOperation({ operationId: 'listAccessKeys', summary: 'Access keys, newest first, the revoked ones too' })
  @ApiResponse({ status: 200, standardSchema: pageSchema(accessKeyView), description: 'A page of access keys.' })
  async list(
    @Query({ schema: accessKeysQuery }) query: AccessKeysQuery,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<AccessKeyView>> {
    return show(reply, await this.queries.execute(new ListAccessKeys(query, minPosition(headers))), 'list');
  }

  @Get(':id')
  @AllowedTo('admin')
  @ApiOperation({ operationId: 'getAccessKey', summary: 'An access key, without the key itself' })
  @ApiResponse({ status: 200, standardSchema: accessKeyView, description: 'The access key.' })
  async get(
    @Param('id', { schema: accessKeyId }) id: string,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AccessKeyView> {
    return show(reply, await this.queries.execute(new GetAccessKey(id, minPosition(headers))), 'access key');
  }
}
