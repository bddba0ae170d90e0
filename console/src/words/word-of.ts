/** A name that this console does not know yet stands for itself. */
export function wordOf(words: object, name: string): string {
  const word = (words as Record<string, unknown>)[name];
  return typeof word === 'string' ? word : name;
}
