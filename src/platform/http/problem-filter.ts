/** What a Nest route throws goes to Fastify's error handler, so that every error of the process takes one way out. */
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    reply.send(
      thrown instanceof Error ? thrown : new Error('something that is no Error was thrown', { cause: thrown }),
    );
  }
}
