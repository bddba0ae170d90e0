/** Inputs as queries show them, for a command that answers with one. */
import type { InputView } from './input.js';

export abstract class InputsAsSeen {
  /** Not older than the position. null: there is no such input. */
  abstract get(id: string, minPosition: number): Promise<InputView | null>;
}
