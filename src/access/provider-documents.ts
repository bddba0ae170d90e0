/**
 * What the identity provider publishes: where its keys are, and the keys. Guarantees: it is asked at the address that the
 * operator has given, or that this one names; 5 s for all of it, 256 KiB each, no redirect; what is not as it must be is an
 * error and never half taken.
 */
import type { JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { isTrustworthy, type ProviderSettings } from '../config.js';

const PATIENCE_MS = 5_000;
const MAX_BYTES = 256 * 1024;

const discovery = z.object({ issuer: z.string(), jwks_uri: z.string() });
/** Each key is looked at when it is used; a set that has none is a provider in trouble. */
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1, 'names no key') });

type Where = Pick<ProviderSettings, 'issuer' | 'jwksUrl'>;

export async function loadKeys(where: Where, patienceMs = PATIENCE_MS): Promise<JSONWebKeySet> {
  const signal = AbortSignal.timeout(patienceMs);
  const url = where.jwksUrl ?? (await discovered(where.issuer, signal));
  return read(keySet, url, signal);
}

async function discovered(issuer: string, signal: AbortSignal): Promise<string> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = await read(discovery, address, signal);
  if (document.issuer !== issuer) throw new Error(`${address} speaks for another issuer: ${document.issuer}`);
  if (!isTrustworthy(document.jwks_uri)) throw new Error(`${address} has its keys at an address without TLS`);
  return document.jwks_uri;
}

async function read<T extends z.ZodType>(schema: T, url: string, signal: AbortSignal): Promise<z.output<T>> {
  const response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
  const text = await textOf(response, url);
  if (response.status !== 200) throw new Error(`${url} answers ${response.status}`);
  const parsed = schema.safeParse(asJson(text));
  if (!parsed.success) throw new Error(`${url} does not answer what an OpenID provider does`);
  return parsed.data;
}

/** Counted as it comes, after it was decompressed: neither a length that is told nor a small body is believed. */
async function textOf({ body }: Response, url: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error(`${url} answers with more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
