/** Every answer of /v1 tells a position (contract §1): its own, or else how far this process has read the log by then. */
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, tap } from 'rxjs';

const POSITION = 'intake-position';

/** Global, for Nest's routes: what starts long work, or tells of anything but the log, has no position of its own. */
export class PositionInterceptor implements NestInterceptor {
  constructor(private readonly log: { readonly position: number }) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    if (!http.getRequest<FastifyRequest>().routeOptions.url?.startsWith('/v1/')) return next.handle();
    return next.handle().pipe(tap(() => this.tell(http.getResponse<FastifyReply>())));
  }

  /** A stream has answered already. */
  private tell(reply: FastifyReply): void {
    if (!reply.sent && !reply.hasHeader(POSITION)) reply.header(POSITION, this.log.position);
  }
}
