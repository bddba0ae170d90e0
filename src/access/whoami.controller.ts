/** Who a key speaks for, and what it may do. */
import { Controller, Get, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { roles } from '../events/shapes.js';
import { RequestHeaders } from '../platform/http/checked.js';
import { minPosition, type QueryHeaders, queryHeaders, show } from '../platform/http/shown.js';
import { ShownPosition } from '../platform/projector/shown-position.js';
import { AllowedTo } from './allowed-to.js';
import type { Caller } from './caller.js';
import { CalledBy } from './metadata.js';

const whoami = z
  .strictObject({
    actor: z.string().meta({ description: 'As it stands in events that it causes.' }),
    owner: z.string().meta({ description: 'Whose inputs it sees; what it submits belongs to the same.' }),
    role: z.enum(roles).meta({ description: 'An operator may do what a submitter may, an admin everything.' }),
    destinations: z.array(z.string()).nullable().meta({ description: 'Those it may send to; null: all.' }),
    expiresAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Whoami' });
type Whoami = z.infer<typeof whoami>;

@ApiTags('access')
@Controller('v1/whoami')
export class WhoamiController {
  constructor(private readonly shown: ShownPosition) {}

  @Get()
  @AllowedTo('submitter')
  @ApiOperation({ operationId: 'whoami', summary: 'Who I am here, and what I may do' })
  @ApiResponse({ status: 200, standardSchema: whoami, description: 'What the key that was sent is for.' })
  async get(
    @CalledBy() { actor, owner, role, destinations, expiresAt }: Caller,
    @RequestHeaders(queryHeaders) headers: QueryHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Whoami> {
    const position = await this.shown.ofLog(minPosition(headers));
    const value = { actor, owner, role, destinations: destinations && [...destinations], expiresAt };
    return show(reply, { value, position }, 'caller');
  }
}
