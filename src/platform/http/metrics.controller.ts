/** For Prometheus. Open to everybody, tells no secrets: keep it from the outside where numbers are one. */
import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Produces } from './accept.js';
import { Metrics } from './metrics.js';

const CONTENT = { 'text/plain': { schema: { type: 'string' } } };

@ApiTags('running')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Produces('text/plain')
  @ApiOperation({ operationId: 'metrics', summary: 'The figures of this process, as Prometheus reads them' })
  @ApiResponse({ status: 200, content: CONTENT, description: 'The Prometheus text format.' })
  async scrape(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { contentType, text } = await this.metrics.scrape();
    reply.type(contentType);
    return text;
  }
}
