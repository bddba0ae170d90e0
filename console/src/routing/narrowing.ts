/** What a list is narrowed to by its address, whichever list it is. */
export type Search = Record<string, string>;

interface Narrowing {
  isNarrowed(search: Search): boolean;
  /** As a change of the address: nothing of it stands there any more. */
  cleared: Record<string, null>;
}

export const narrowingBy = (names: readonly string[]): Narrowing => ({
  isNarrowed: (search) => names.some((name) => search[name]),
  cleared: Object.fromEntries(names.map((name) => [name, null])),
});

/** How far back a list goes: a name of `spansMs`. null: it says nothing of it. */
export const sinceOf = (
  since: string | undefined,
  spansMs: Readonly<Record<string, number>>,
  now: number,
): string | null =>
  since !== undefined && Object.hasOwn(spansMs, since) ? new Date(now - spansMs[since]!).toISOString() : null;
