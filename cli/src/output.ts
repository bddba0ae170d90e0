/**
 * Where a command's words go. Standard output is for the result: one JSON document (or one on each line) with --json,
 * else text. What is said besides goes beside it.
 */
import { styleText } from 'node:util';
import { type Cell, jsonOf } from './format.js';

type Colour = 'red' | 'green' | 'yellow' | 'dim';

export class Output {
  constructor(readonly json: boolean) {}

  /** Where progress is shown: never among the JSON. */
  get side(): NodeJS.WriteStream {
    return this.json ? process.stderr : process.stdout;
  }

  /** The one result of a command. */
  result(document: unknown, text: string): void {
    process.stdout.write(`${this.json ? jsonOf(document, 2) : text}\n`);
  }

  /** One of many results. */
  item(document: unknown, text: string): void {
    process.stdout.write(`${this.json ? jsonOf(document) : text}\n`);
  }

  /** Said besides the result. */
  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Coloured only where a terminal shows it, and nobody has asked for none. */
  paint(colour: Colour, text: string): string {
    return styleText(colour, text, { stream: process.stdout });
  }

  cell(colour: Colour, text: string): Cell {
    return { text, paint: (shown) => this.paint(colour, shown) };
  }
}
