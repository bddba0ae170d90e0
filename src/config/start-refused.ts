/** A start that is refused: one line that says what to do. */
export class StartRefused extends Error {
  override name = 'StartRefused';
}

/** Only another configuration mends it, so that a supervisor need not try again: EX_CONFIG of sysexits.h. */
export const EX_CONFIG = 78;
