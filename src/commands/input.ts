/** What decisions about an input know of it: its stream's name, and no state, since each names the version it saw. */
export const inputStream = (id: string): string => `input-${id}`;
