/** Long work, as far as it is: told by its stream, until its end. */
import { useState } from 'react';
import type { Operation } from '../api/types.js';
import { useLive } from '../live/use-live.js';

const TYPES = ['operation'];

export const isOver = ({ state }: Operation): boolean => state !== 'running';

/** null: nothing is followed. */
export function useOperation(begun: Operation | null): Operation | null {
  const [told, setTold] = useState<Operation | null>(null);
  useLive<Operation>({
    path: begun && !isOver(begun) ? `/v1/admin/operations/${begun.id}/stream` : null,
    types: TYPES,
    onEvents: (operations) => setTold(operations.at(-1)!),
    mayBeLast: isOver,
  });
  // Its end may be known from elsewhere before its stream has told it.
  return told && told.id === begun?.id && !isOver(begun) ? told : begun;
}
