/** What each command is given, and what is common to the options of several. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Intake } from './intake.js';
import type { Output } from './output.js';

export interface Tools {
  intake: Intake;
  out: Output;
}

/** Makes the action of a command of what it does with its arguments and options. */
export type Act = <Given extends unknown[]>(
  work: (tools: Tools, ...given: Given) => Promise<void>,
) => (...given: Given) => Promise<void>;

export type AddCommand = (program: Command, act: Act) => void;

export const detachOption = (): Option =>
  new Option('--detach', "print the operation's id and return; it goes on in Intake");

export function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number))
    throw new InvalidArgumentError('It must be a whole number.');
  return number;
}

/** Comma-separated, or given several times. */
export const list = (text: string, before: string[] = []): string[] => [
  ...before,
  ...text.split(',').filter((part) => part !== ''),
];
