/** Signing in to the console, and out. Who shows a key here is let in, or not, as everywhere else. */
import { Controller, Delete, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answersWith, Fails } from '../platform/http/openapi-parts.js';
import { AllowedTo } from './allowed-to.js';
import { ConsoleSessions } from './console-sessions.js';

@ApiTags('console')
@Controller('console/session')
export class ConsoleSessionController {
  constructor(private readonly sessions: ConsoleSessions) {}

  @Post()
  @AllowedTo('submitter')
  @HttpCode(204)
  @Fails('unauthenticated', 'forbidden', 'log-unavailable')
  @ApiOperation({
    operationId: 'signIn',
    summary: 'Changes an access key for a session of the console',
    description:
      'The key comes in `Authorization`. The session is a cookie, HttpOnly and SameSite=Strict, for twelve hours, and ends with the key. It counts for requests of pages of this origin only.',
  })
  @ApiResponse({ status: 204, headers: answersWith('Set-Cookie'), description: 'Signed in.' })
  signIn(@Req() { caller, headers }: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): void {
    const secure = headers.origin?.startsWith('https:') === true;
    reply.headers({ 'set-cookie': this.sessions.begin(caller, secure), 'cache-control': 'no-store' });
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ operationId: 'signOut', summary: 'Forgets the session of the console' })
  @ApiResponse({ status: 204, headers: answersWith('Set-Cookie'), description: 'Signed out.' })
  signOut(@Res({ passthrough: true }) reply: FastifyReply): void {
    reply.headers({ 'set-cookie': this.sessions.end(), 'cache-control': 'no-store' });
  }
}
