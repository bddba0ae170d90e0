/** Orders of about 350 bytes. */
const NOTE = 'x'.repeat(290);

export const bodyOf = (n) => Buffer.from(JSON.stringify({ order: n, customer: n % 9_973, note: NOTE }));
