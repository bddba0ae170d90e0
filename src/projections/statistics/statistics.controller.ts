import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowedTo } from '../../access/allowed-to.js';
import { RequestHeaders } from '../../platform/http/checked.js';
import { destinationName } from '../../platform/http/fields.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../../platform/http/shown.js';
import { GetStatistics, type StatisticsQuery, statisticsQuery } from './statistics.queries.js';
import { type StatisticsView, statisticsView } from './statistics.view.js';

@ApiTags('statistics')
@Controller('v1')
export class StatisticsController {
  constructor(private readonly queries: QueryBus) {}

  @Get('stats')
  @AllowedTo('operator')
  @ApiOperation({ summary: 'What happened to all inputs, minute by minute' })
  @ApiResponse({ status: 200, standardSchema: statisticsView, description: 'Buckets of time, and what waits now.' })
  getStatistics(
    @Query({ schema: statisticsQuery }) query: StatisticsQuery,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StatisticsView> {
    return this.answer(null, query, headers, reply);
  }

  @Get('destinations/:name/stats')
  @AllowedTo('operator')
  @ApiOperation({ summary: 'What happened to the inputs of a destination' })
  @ApiResponse({
    status: 200,
    standardSchema: statisticsView,
    description: 'The same of one destination; also of one that is deleted, or that nobody has sent to.',
  })
  getDestinationStatistics(
    @Param('name', { schema: destinationName }) name: string,
    @Query({ schema: statisticsQuery }) query: StatisticsQuery,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StatisticsView> {
    return this.answer(name, query, headers, reply);
  }

  private async answer(
    destination: string | null,
    query: StatisticsQuery,
    headers: QueryHeaders,
    reply: FastifyReply,
  ): Promise<StatisticsView> {
    return show(
      reply,
      await this.queries.execute(new GetStatistics(destination, query, minPosition(headers))),
      'statistics',
    );
  }
}
