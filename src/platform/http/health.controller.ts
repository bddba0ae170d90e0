/** For load balancers and people: does the process run, can it do its own work. Open to everybody, tells no secrets. */
import { Controller, Get, Res } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { HealthRegistry, type Readiness } from './health.js';

const live = z.strictObject({ status: z.literal('live') }).meta({ id: 'Live' });
const ready = z
  .strictObject({
    status: z.enum(['ready', 'not-ready']),
    checks: z.record(z.string(), z.strictObject({ ok: z.boolean(), since: z.iso.datetime(), detail: z.string() })),
  })
  .meta({ id: 'Readiness' });

@ApiTags('running')
@Controller('health')
export class HealthController {
  constructor(private readonly registry: HealthRegistry) {}

  @Get('live')
  @ApiResponse({ status: 200, standardSchema: live, description: 'The process runs.' })
  isLive(): z.infer<typeof live> {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiResponse({ status: 200, standardSchema: ready, description: 'It can do its work.' })
  @ApiResponse({ status: 503, standardSchema: ready, description: 'It cannot, and why.' })
  async isReady(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.registry.readiness();
    if (readiness.status !== 'ready') reply.code(503).header('retry-after', '2');
    return readiness;
  }
}
