/**
 * Secrets that are none: too short, made of too little, or printed somewhere for everybody to read. Pure. In production
 * whoever has one is refused before anything starts.
 */

/** As they stand in examples, in whatever way they are written. */
const PLACEHOLDER = /change[-_ ]?(me|it|this)|example|placeholder|your[-_ ](own[-_ ])?(secret|password|key)|[<>…]/i;
const COMMON = new Set([
  ...['password', 'postgres', 'secret', 'intake', 'admin', 'kafka', 'root', 'test', 'guest', 'letmein', 'qwerty'],
  ...['welcome', 'default', 'changeit', 'passw0rd', 'master', 'superuser', 'intake_owner', 'intake_login'],
]);
/** Of a password that a server guards against guessing. */
const SHORTEST_PASSWORD = 12;
const FEWEST_CHARACTERS = 5;
const FEWEST_BYTES = 12;

/** What is wrong with a text that stands for a right; null: nothing that can be seen. */
export function weaknessOf(secret: string): string | null {
  if (PLACEHOLDER.test(secret)) return 'is one of an example';
  if (isPattern([...secret].map((character) => character.codePointAt(0)!))) return 'follows a pattern';
  if (new Set(secret).size < FEWEST_CHARACTERS) return `has fewer than ${FEWEST_CHARACTERS} different characters`;
  return null;
}

/** A password as a server asks for it; `user`: who has it. */
export function passwordWeakness(password: string, user: string): string | null {
  const bare = password.toLowerCase().replace(/[\d\W_]+$/, '');
  if (COMMON.has(bare) || COMMON.has(password.toLowerCase())) return 'is one of those that are tried first';
  if (password.toLowerCase() === user.toLowerCase()) return 'is its user';
  if (password.length < SHORTEST_PASSWORD) return `has fewer than ${SHORTEST_PASSWORD} characters`;
  return weaknessOf(password);
}

/** Of 32 random bytes hardly two are alike, and never all of them letters. */
export function keyWeakness(key: Buffer): string | null {
  const bytes = [...key];
  if (isPattern(bytes)) return 'follows a pattern';
  if (new Set(bytes).size < FEWEST_BYTES) return `has fewer than ${FEWEST_BYTES} different bytes`;
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) return 'is text: make it of random bytes';
  return null;
}

/** Something short again and again, or each one as far from the one before. */
function isPattern(values: readonly number[]): boolean {
  const half = Math.floor(values.length / 2);
  for (let period = 1; period <= half; period++) {
    if (values.every((value, index) => index < period || value === values[index - period])) return true;
  }
  const steps = new Set(values.slice(1).map((value, index) => value - values[index]!));
  return values.length > 2 && steps.size === 1;
}
