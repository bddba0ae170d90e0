/** Follows an operation to its end, whatever happens to the connection: the work is Intake's, and goes on without us. */
import { setTimeout as rest } from 'node:timers/promises';
import type { Intake } from './intake.js';
import { isOver, type Operation } from './operation.js';
import { Patience } from './patience.js';

/** A stream that ends before its time is not asked for again at once. */
const AGAIN_MS = 500;

export async function follow(intake: Intake, id: string, show: (operation: Operation) => void): Promise<Operation> {
  const patience = new Patience();
  for (;;) {
    const ended =
      (await firstEnd(told(intake, id), show, patience)) ?? (await firstEnd(read(intake, id), show, patience));
    if (ended) return ended;
    await rest(AGAIN_MS);
  }
}

async function firstEnd(
  looks: AsyncIterable<Operation>,
  show: (operation: Operation) => void,
  patience: Patience,
): Promise<Operation | null> {
  try {
    for await (const operation of looks) {
      patience.sign();
      if (isOver(operation)) return operation;
      show(operation);
    }
  } catch (error) {
    await patience.outlast(error);
  }
  return null;
}

const told = (intake: Intake, id: string) =>
  intake.listen<Operation>((api, init) =>
    api.GET('/v1/admin/operations/{id}/stream', { ...init, params: { path: { id } } }),
  );

/** For what stands between us and Intake and lets no stream through. */
async function* read(intake: Intake, id: string): AsyncGenerator<Operation> {
  yield await intake.ask((api) => api.GET('/v1/admin/operations/{id}', { params: { path: { id } } }));
}
