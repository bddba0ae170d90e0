/** The pages of the list, moved on by what happens: rows change in their place, new ones come on top, others leave. */
import type { Input, Page } from '../../api/types.js';
import { evolve } from '../../inputs/evolve-input.js';
import { type InputFact, inputIdOf } from '../../inputs/facts.js';

export interface ShownPage extends Page<Input> {
  /** What it shows: nothing up to here is news to it. */
  position: number;
}

export interface Told {
  pages: ShownPage[];
  /** Something may belong here that only the server knows: to be read anew. */
  isBehind: boolean;
}

type Fits = (input: Input) => boolean | null;

/** `onlyByComing`: what is not shown is further down, and stays there whatever happens to it. */
export function tellPages(
  pages: readonly ShownPage[],
  facts: readonly InputFact[],
  fits: Fits,
  onlyByComing = false,
): Told {
  const [first, ...rest] = pages;
  if (!first) return { pages: [], isBehind: false };
  const known = new Map(pages.flatMap(({ items, position }) => items.map((input) => [input.id, { input, position }])));
  const changed = new Map<string, Input>();
  let isBehind = false;
  for (const fact of facts.filter(({ position }) => position > first.position)) {
    const id = inputIdOf(fact);
    const shown = known.get(id);
    // A page that was read later shows it already.
    if (shown && fact.position <= shown.position) continue;
    const next = evolve(changed.get(id) ?? shown?.input, fact);
    if (next) changed.set(id, next);
    else isBehind ||= !onlyByComing;
  }
  const stays = (input: Input) => !changed.has(input.id) || fits(input) !== false;
  const moved = (page: ShownPage): ShownPage => ({
    ...page,
    items: page.items.map((input) => changed.get(input.id) ?? input).filter(stays),
  });
  const fresh = [...changed.values()].filter(({ id }) => !known.has(id));
  isBehind ||= fresh.some((input) => fits(input) === null);
  const on = fresh.filter((input) => fits(input) === true).toSorted((a, b) => b.position - a.position);
  const begun = moved(first);
  const position = Math.max(first.position, facts.at(-1)?.position ?? 0);
  return { pages: [{ ...begun, position, items: [...on, ...begun.items] }, ...rest.map(moved)], isBehind };
}
