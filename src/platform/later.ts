/** Times as events have them: RFC 3339 in UTC, with milliseconds. Pure: a fold may use it, and gives the same at any time. */
export const later = (time: string, ms: number): string => new Date(Date.parse(time) + ms).toISOString();
