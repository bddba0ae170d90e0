import type { Response } from '../events/shapes.js';
import type { ResponseSummary } from '../views/input.js';

/** What the read models keep of a response; its headers and body stay in the log. */
export const summaryOf = (response: Response | null): ResponseSummary | null =>
  response && {
    status: response.status,
    contentType: response.contentType,
    size: response.size,
    truncated: response.truncated,
    sha256: response.sha256,
  };
