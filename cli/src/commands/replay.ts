import { type Attending, attend } from '../attend.js';
import { type AddCommand, detachOption, list, wholeNumber } from '../command.js';
import { counted } from '../format.js';
import { once } from '../once.js';
import type { components } from '../openapi.js';

type Options = Attending & Omit<components['schemas']['ReplayOptions'], 'from' | 'to'> & { from?: string; to?: string };

export const addReplay: AddCommand = (program, act) => {
  program
    .command('replay')
    .description('publish a part of the log to Kafka again, into a topic of its own')
    .option('--from <place>', 'the first: a position, or a time such as 2026-01-31T08:00:00Z; else the beginning')
    .option('--to <place>', 'the last: a position or a time; else the end')
    .option('--types <types>', 'events of these types only, comma-separated', list)
    .option('--streams <streams>', 'events of these streams only, comma-separated', list)
    .option('--destination <name>', 'events of inputs for this destination only')
    .option('--topic <name>', 'into this topic; else into a new one')
    .option('--rate-per-second <events>', 'no faster than this', wholeNumber)
    .option('--force', 'also into the topic of the events, which everyone reads')
    .option('--dry-run', 'only say how many events it would be')
    .addOption(detachOption())
    .addHelpText(
      'after',
      '\nSuch as: npx --no intake replay --from 2026-01-31T08:00:00Z --types InputDelivered --dry-run',
    )
    .action(
      act(async (tools, { detach, from, to, ...options }: Options) => {
        const body = {
          ...options,
          ...(from !== undefined && { from: place(from) }),
          ...(to !== undefined && { to: place(to) }),
        };
        const answer = await once(tools, (key) => {
          const params = { header: { 'Idempotency-Key': key } };
          return tools.intake.ask((api) => api.POST('/v1/admin/replays', { params, body }));
        });
        if ('id' in answer) await attend(tools, answer, detach ? { detach } : {});
        else tools.out.result(answer, `${counted(answer.total, 'event')} would be replayed`);
      }),
    );
};

/** A position is a number, and all else is a time: Intake says whether it is one. */
const place = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);
