/** What the routes share that change a standing destination and answer with it. */
import { applyDecorators, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowedTo } from '../access/allowed-to.js';
import { etagOf } from '../platform/http/etag.js';
import { answersWith } from '../platform/http/openapi-parts.js';
import { type DestinationView, destinationView } from '../views/destination.js';
import type { ChangedDestination } from './destination-view.js';

export const ChangesDestination = (
  verb: string,
  about: { operationId: string; summary: string; description?: string },
): MethodDecorator =>
  applyDecorators(
    Post(`:name/${verb}`),
    AllowedTo('operator'),
    HttpCode(200),
    ApiOperation(about),
    ApiResponse({
      status: 200,
      standardSchema: destinationView,
      description: 'The destination as it stands now.',
      headers: answersWith('ETag'),
    }),
  );

export function tell(reply: FastifyReply, { destination, position }: ChangedDestination): DestinationView {
  reply.header('etag', etagOf(destination.version)).header('intake-position', position);
  return destination;
}
