/** A number that a browser would change: an id may have more digits than it counts with. It stays as its text has it. */
export class WrittenNumber {
  constructor(readonly text: string) {}
}
