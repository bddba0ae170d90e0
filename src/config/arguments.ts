/** What may stand behind `node dist/main.js` or `npm start --`. */
import { parseArgs } from 'node:util';
import { StartRefused } from './start-refused.js';

export function readArguments(args: string[]): { repartition: boolean } {
  try {
    const { values } = parseArgs({ args, options: { repartition: { type: 'boolean', default: false } } });
    return { repartition: values.repartition };
  } catch {
    throw new StartRefused('the only argument is --repartition; everything else is a variable (docs/configuration.md)');
  }
}
