import { attend } from '../attend.js';
import { type AddCommand, type Tools, wholeNumber } from '../command.js';
import { EXIT } from '../exit.js';
import { counted, plain, table } from '../format.js';
import type { components } from '../openapi.js';
import type { Operation } from '../operation.js';
import { allOf, itemsOf } from '../pages.js';
import { projectionsOf } from '../projections.js';

type ParkedEvent = components['schemas']['ParkedEvent'];
type Refolded = components['schemas']['Refolded'];

interface Parked extends ParkedEvent {
  projection: string;
}

export const addParked: AddCommand = (program, act) => {
  const parked = program
    .command('parked')
    .description('events that a read model could not apply, set aside with their streams');
  parked
    .command('show', { isDefault: true })
    .argument('[projection]', 'of one read model; else of all')
    .description('what is parked, and why')
    .action(
      act(async (tools, projection?: string) => {
        const found = projection === undefined ? await parkedOfAll(tools) : await parkedOf(tools, projection);
        tools.out.result(found, found.length === 0 ? 'Nothing is parked' : parkedTable(found));
      }),
    );
  parked
    .command('retry')
    .argument('<projection>')
    .argument('<position>', "the parked event's", wholeNumber)
    .description('apply it, and what waits behind it in its stream; after a repair')
    .action(
      act(async (tools, name: string, position: number) => {
        const params = { path: { name, position } };
        const answer = await tools.intake.ask((api) =>
          api.POST('/v1/admin/projections/{name}/parked/{position}/retry', { params }),
        );
        await finish(tools, answer);
      }),
    );
  parked
    .command('skip')
    .argument('<projection>')
    .argument('<position>', "the parked event's", wholeNumber)
    .requiredOption('--reason <text>', 'why this read model may do without it; it is kept')
    .description('leave it out of this read model for good, and apply what waits behind it')
    .action(
      act(async (tools, name: string, position: number, { reason }: { reason: string }) => {
        const params = { path: { name, position } };
        const answer = await tools.intake.ask((api) =>
          api.POST('/v1/admin/projections/{name}/parked/{position}/skip', { params, body: { reason } }),
        );
        await finish(tools, answer);
      }),
    );
};

/** A read model in sequence is made anew as a whole. */
async function finish(tools: Tools, answer: Refolded | Operation): Promise<void> {
  if ('kind' in answer) return attend(tools, answer);
  const { applied, parked } = answer;
  const still = parked && `; the stream is parked again, at position ${parked.position}: ${plain(parked.error)}`;
  tools.out.result(answer, `${counted(applied, 'event')} applied${still ?? ', and the stream goes on'}`);
  process.exitCode = parked ? EXIT.failed : EXIT.done;
}

async function parkedOfAll(tools: Tools): Promise<Parked[]> {
  const projections = await projectionsOf(tools.intake);
  const lists = projections.filter(({ parked }) => parked > 0).map(({ name }) => parkedOf(tools, name));
  return (await Promise.all(lists)).flat();
}

async function parkedOf({ intake }: Tools, name: string): Promise<Parked[]> {
  const path = { name };
  const items = itemsOf((query) =>
    intake.ask((api) => api.GET('/v1/admin/projections/{name}/parked', { params: { path, query } })),
  );
  return (await allOf(items)).map((item) => ({ projection: name, ...item }));
}

const parkedTable = (found: Parked[]): string =>
  table([
    ['PROJECTION', 'POSITION', 'TYPE', 'STREAM', 'PARKED', 'ERROR'],
    ...found.map(({ projection, position, type, stream, parkedAt, error }) => [
      projection,
      String(position),
      type,
      stream,
      parkedAt,
      error,
    ]),
  ]);
