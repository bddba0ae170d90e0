import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { InvalidArgumentError } from 'commander';
import { type AddCommand, wholeNumber } from '../command.js';
import { EXIT, Stopped } from '../exit.js';
import { plain } from '../format.js';
import { once } from '../once.js';
import type { components } from '../openapi.js';

type Input = components['schemas']['Input'];

interface Options {
  wait?: number | true;
  contentType?: string;
  key?: string;
  deliverAt?: string;
  expiresAt?: string;
  orderingKey?: string;
}

const MAX_WAIT_SECONDS = 60;

export const addSubmit: AddCommand = (program, act) => {
  program
    .command('submit <destination> [file]')
    .description('send an input: the bytes of a file, or of standard input (or -)')
    .option('--wait [seconds]', `stay until it is settled, at most ${MAX_WAIT_SECONDS} seconds`, seconds)
    .option('--content-type <type>', 'what the bytes are; else JSON for a file whose name ends so')
    .option('--key <key>', 'an Idempotency-Key: the same input sent again is the same input')
    .option('--deliver-at <time>', 'not before, such as 2026-01-31T08:00:00Z')
    .option('--expires-at <time>', 'not from then on')
    .option('--ordering-key <key>', 'after the inputs before it that have the same')
    .action(
      act(async (tools, destination: string, file: string | undefined, options: Options) => {
        const body = await bytesOf(file);
        // An answer that was lost does not tell whether the input was taken: sent again with its key, it is one.
        const { data, headers } = await once(tools, (key) =>
          tools.intake.answer((api) =>
            api.POST('/v1/destinations/{name}/inputs', {
              params: { path: { name: destination } },
              headers: headersOf(options, file, key),
              // Opaque bytes: the type of a binary body is a string.
              body: body as unknown as string,
              bodySerializer: () => body,
            }),
          ),
        );
        tools.out.result(data, told(data, headers));
        if (options.wait !== undefined && data.status !== 'delivered') throw new Stopped(EXIT.failed, outcomeOf(data));
      }),
    );
};

function seconds(text: string): number {
  const number = wholeNumber(text);
  if (number > MAX_WAIT_SECONDS) throw new InvalidArgumentError(`It must be at most ${MAX_WAIT_SECONDS}.`);
  return number;
}

async function bytesOf(file = '-'): Promise<Uint8Array<ArrayBuffer>> {
  if (file === '-' && process.stdin.isTTY)
    throw new Stopped(EXIT.usage, 'there is no input', { hints: ['Name a file, or pipe the bytes in'] });
  try {
    return new Uint8Array(await buffer(file === '-' ? process.stdin : createReadStream(file)));
  } catch (error) {
    throw new Stopped(EXIT.usage, `${plain(file)} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function headersOf({ wait, contentType, key, ...when }: Options, file: string | undefined, ownKey: string) {
  const headers: Record<string, string> = {
    'content-type': contentType ?? (file?.endsWith('.json') ? 'application/json' : 'application/octet-stream'),
    'idempotency-key': key ?? ownKey,
  };
  if (wait !== undefined) headers.prefer = `wait=${wait === true ? MAX_WAIT_SECONDS : wait}`;
  if (when.deliverAt !== undefined) headers['intake-deliver-at'] = when.deliverAt;
  if (when.expiresAt !== undefined) headers['intake-expires-at'] = when.expiresAt;
  if (when.orderingKey !== undefined) headers['intake-ordering-key'] = when.orderingKey;
  return headers;
}

function told({ id, status, response }: Input, headers: Headers): string {
  const again = headers.get('idempotency-replayed') === 'true' ? ', as it was before' : '';
  const answer = response ? `, the server returned ${response.status}` : '';
  return plain(`${id}: ${status}${answer}${again}`);
}

const outcomeOf = ({ id, status, reason }: Input): string =>
  status === 'received' || status === 'retrying' || status === 'delivering'
    ? `not settled yet: npx --no intake watch ${id} stays with it`
    : plain(`it was not delivered: ${reason ?? status}`);
