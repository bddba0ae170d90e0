/** Where a process listens, what it does, what it says, how it ends. */
import { z } from 'zod';
import { allowed, commaList, described, oneOf, port, type Read, ROLES, type Role, text, wholeNumber } from './kinds.js';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

export const variables = {
  PORT: port.default(3000).register(described, { does: 'where it listens; 0: any free one' }),
  HOST: text('an address or a name').optional().register(described, {
    does: 'the address it listens on',
    otherwise: '127.0.0.1 with anything embedded, else 0.0.0.0',
  }),
  INTAKE_ROLES: commaList
    .pipe(z.array(z.enum(ROLES, `must be some of ${ROLES.join(', ')}`)).min(1, 'must name a role'))
    .register(allowed, { values: 'some of these' })
    .default([...ROLES])
    .register(described, { does: 'what this process does' }),
  INTAKE_LOG_LEVEL: oneOf(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`)
    .default('info')
    .register(described, { does: 'the least that is worth a line' }),
  INTAKE_DRAIN_MS: wholeNumber(0, 600_000)
    .default(10_000)
    .register(described, { does: 'how long it may finish what is under way after SIGTERM' }),
};

export interface ThisProcess {
  port: number;
  host: string;
  roles: ReadonlySet<Role>;
  logLevel: string;
  drainMs: number;
}

export const settings = (v: Read<typeof variables>, anythingEmbedded: boolean): ThisProcess => ({
  port: v.PORT,
  host: v.HOST ?? (anythingEmbedded ? '127.0.0.1' : '0.0.0.0'),
  roles: new Set(v.INTAKE_ROLES),
  logLevel: v.INTAKE_LOG_LEVEL,
  drainMs: v.INTAKE_DRAIN_MS,
});
