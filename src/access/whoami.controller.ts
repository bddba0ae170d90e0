/** Who a key speaks for, and what it may do. */
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { roles } from '../events/shapes.js';
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
  @Get()
  @AllowedTo('submitter')
  @ApiOperation({ operationId: 'whoami', summary: 'Who I am here, and what I may do' })
  @ApiResponse({ status: 200, standardSchema: whoami, description: 'What the key that was sent is for.' })
  get(@CalledBy() { actor, owner, role, destinations, expiresAt }: Caller): Whoami {
    return { actor, owner, role, destinations: destinations && [...destinations], expiresAt };
  }
}
