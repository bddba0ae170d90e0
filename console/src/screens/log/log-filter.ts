/** What the log is narrowed to, as it stands in the address. */
export interface LogFilter {
  after: number;
  stream?: string;
  type?: string;
  actor?: string;
}

export const NARROWING = ['type', 'stream', 'actor'] as const;
export const cleared = { after: null, type: null, stream: null, actor: null };

export function filterOf({ after, type, stream, actor }: Record<string, string>): LogFilter {
  return { after: positionOf(after) ?? 0, ...(type && { type }), ...(stream && { stream }), ...(actor && { actor }) };
}

export const isNarrowed = ({ after, ...rest }: LogFilter): boolean => after > 0 || Object.keys(rest).length > 0;

/** null: it is none. */
export const positionOf = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
