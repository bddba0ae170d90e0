/** Bytes, and the forms that a person reads them in. */
import { WrittenNumber } from '../parts/written-number.js';
import type { Bytes } from './facts.js';

const HEX_ROW = 16;

export const bytesOf = ({ encoding, data }: Bytes): Uint8Array =>
  encoding === 'utf8'
    ? new TextEncoder().encode(data)
    : Uint8Array.from(atob(data), (character) => character.charCodeAt(0));

/** null: it is none. */
export function jsonOf({ encoding, data }: Bytes): { value: unknown } | null {
  if (encoding !== 'utf8') return null;
  try {
    return { value: JSON.parse(data, asWritten) };
  } catch {
    return null;
  }
}

/** Browsers that do not tell how a number is written show it as they count with it. */
const asWritten = (_: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' && context?.source !== undefined && context.source !== `${value}`
    ? new WrittenNumber(context.source)
    : value;

/** As `hexdump -C` shows it: where, the bytes, and those that are letters. */
export function hexRows(bytes: Uint8Array): string[] {
  return Array.from({ length: Math.ceil(bytes.length / HEX_ROW) }, (_, row) => {
    const part = [...bytes.subarray(row * HEX_ROW, (row + 1) * HEX_ROW)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
    return `${(row * HEX_ROW).toString(16).padStart(6, '0')}  ${hex.padEnd(HEX_ROW * 3 - 1)}  ${text}`;
  });
}
