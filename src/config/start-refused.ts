/** A start that is refused: one line that says what to do. */
export class StartRefused extends Error {
  override name = 'StartRefused';
}
