/** What a Nest application needs on top of the adapter, so that its routes keep the rules of contract §1. */
import type { INestApplication } from '@nestjs/common';
import { CheckedPipe, NothingIgnoredGuard } from './checked.js';
import { ProblemFilter } from './problem-filter.js';

/** For `NestFactory.create`: bodies are parsed by our own parser, open connections are cut after the drain. */
export const NEST_HTTP_OPTIONS = { bodyParser: false, forceCloseConnections: true } as const;

export function keepHttpRules(app: INestApplication): void {
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalPipes(new CheckedPipe());
  app.useGlobalGuards(new NothingIgnoredGuard());
}
