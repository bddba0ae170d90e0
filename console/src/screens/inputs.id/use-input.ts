/** An input as it stands, or as it was after one of its events, with what happens to it. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useReducer, useState } from 'react';
import { api, ask } from '../../api/client.js';
import { isRefused } from '../../api/refused.js';
import type { Input } from '../../api/types.js';
import { useInputFacts } from '../../inputs/use-input-facts.js';

/** `asOf`: a position; null: now. `hearOn` is told that more comes after its end. */
export function useInput(id: string, asOf: number | null) {
  const [turn, hearOn] = useReducer((before: number) => before + 1, 0);
  const [isUnknown, setUnknown] = useState(false);
  const { facts, state } = useInputFacts(isUnknown ? null : id, turn);
  const last = facts.at(-1);
  const heardUpTo = asOf === null ? (last?.position ?? 0) : 0;
  const input = useQuery({
    queryKey: ['input', id, asOf ?? 'now', heardUpTo],
    queryFn: () => read(id, asOf, heardUpTo),
    placeholderData: (before) => (before?.id === id ? before : undefined),
    refetchOnWindowFocus: 'always',
  });
  // What nobody has sent has no stream either.
  if (isUnknown !== isRefused(input.error, 'not-found')) setUnknown(!isUnknown);
  // Its stream has ended with it; that another has it tried again is seen by who comes back to the page.
  const isRead = asOf === null && input.data !== undefined && !input.isPlaceholderData;
  const goesOn = state === 'ended' && isRead && input.data.settledAt !== last?.occurredAt;
  useEffect(() => {
    if (goesOn) hearOn();
  }, [goesOn]);
  return { input, facts, state, hearOn };
}

/** What was heard is in it. */
function read(id: string, asOf: number | null, heardUpTo: number): Promise<Input> {
  const params = {
    path: { id },
    query: asOf === null ? {} : { asOf: `${asOf}` },
    header: heardUpTo > 0 ? { 'Intake-Min-Position': heardUpTo } : {},
  };
  return ask(api.GET('/v1/inputs/{id}', { params }));
}
