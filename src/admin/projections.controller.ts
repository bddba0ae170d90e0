/** Read models: how far each is, and to let one rest. */
import { Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { AllowedTo } from '../access/allowed-to.js';
import { CausedBy } from '../access/metadata.js';
import { PauseProjection } from '../commands/pause-projection/pause-projection.command.js';
import { ResumeProjection } from '../commands/resume-projection/resume-projection.command.js';
import type { EventMetadata } from '../events/event.js';
import { RequestHeaders } from '../platform/http/checked.js';
import { type Page, pageSchema } from '../platform/http/cursor.js';
import { readModelName } from '../platform/http/fields.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../platform/http/shown.js';
import { Overview, projectionNamed } from '../platform/projector/overview.js';
import { definedProjections, type Projection } from '../platform/projector/projection.js';
import { ShownPosition } from '../platform/projector/shown-position.js';
import { type ProjectionView, projectionView, projectionViewOf } from '../views/projection.js';

const ANSWER = { status: 200, standardSchema: projectionView, description: 'The read model as it stands.' };

@ApiTags('admin')
@Controller('v1/admin/projections')
export class ProjectionsController {
  constructor(
    private readonly overview: Overview,
    private readonly shown: ShownPosition,
    private readonly commands: CommandBus,
  ) {}

  @Get()
  @AllowedTo('admin')
  @ApiOperation({ operationId: 'listProjections', summary: 'Every read model, and how far it is' })
  @ApiResponse({ status: 200, standardSchema: pageSchema(projectionView), description: 'All of them: one page.' })
  async list(
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<ProjectionView>> {
    const position = await this.shown.ofLog(minPosition(headers));
    const items = await Promise.all(definedProjections().map((each) => this.view(each)));
    return show(reply, { value: { items, nextCursor: null }, position }, 'list');
  }

  @Get(':name')
  @AllowedTo('admin')
  @ApiOperation({ operationId: 'getProjection', summary: 'How far a read model is' })
  @ApiResponse(ANSWER)
  async get(
    @Param('name', { schema: readModelName }) name: string,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProjectionView> {
    const position = await this.shown.ofLog(minPosition(headers));
    return show(reply, { value: await this.view(projectionNamed(name)), position }, 'read model');
  }

  @Post(':name/pause')
  @AllowedTo('admin')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'pauseProjection',
    summary: 'Lets a read model rest',
    description:
      'From the answer on nothing is applied to its rows, until `resume`, over every restart. It goes on answering from them.',
  })
  @ApiResponse(ANSWER)
  async pause(
    @Param('name', { schema: readModelName }) name: string,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProjectionView> {
    reply.header('intake-position', await this.commands.execute(new PauseProjection(name, metadata)));
    return this.view(projectionNamed(name));
  }

  @Post(':name/resume')
  @AllowedTo('admin')
  @HttpCode(200)
  @ApiOperation({ operationId: 'resumeProjection', summary: 'Lets a paused read model go on' })
  @ApiResponse(ANSWER)
  async resume(
    @Param('name', { schema: readModelName }) name: string,
    @CausedBy() metadata: EventMetadata,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProjectionView> {
    reply.header('intake-position', await this.commands.execute(new ResumeProjection(name, metadata)));
    return this.view(projectionNamed(name));
  }

  private async view(projection: Projection): Promise<ProjectionView> {
    return projectionViewOf(await this.overview.of(projection));
  }
}
