/** What Node's own HTTP parser refuses never becomes a request; it gets a problem too, and its connection is closed. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { newId } from '../ids.js';
import { PROBLEMS, Problem } from './problem.js';
import { securityHeaders } from './security-headers.js';

/** What Node hands over: with what came last on the connection, as far as it was read. */
type ClientError = NodeJS.ErrnoException & { rawPacket?: unknown };
/** A first line that does not end: what is too long is the address, not a header. */
const ONE_LONG_LINE = /^[A-Z]+ [^\r\n]{16000}/;

export function answerClientError(error: ClientError, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  // No TLS came about that an answer could go through.
  if (/^ERR_(SSL|TLS)/.test(error.code ?? '')) {
    socket.destroy();
    return;
  }
  if (socket.writable && !hasBegunToAnswer(socket)) socket.end(rawAnswer(problemOf(error), socket));
  // The other side may go on sending; nothing of it will be read.
  socket.destroySoon();
}

/** Intake is no proxy: CONNECT, which Node hands over without a request, is told so. */
export function answerConnect(_request: unknown, socket: Socket): void {
  socket.on('error', () => {});
  socket.end(rawAnswer(new Problem('malformed-request', 'this is no proxy: CONNECT is not taken'), socket));
}

/** Before it has asked anything. */
export function refuseConnection(socket: Socket, problem: Problem): void {
  socket.on('error', () => {});
  socket.end(rawAnswer(problem, socket));
  socket.destroySoon();
}

function problemOf({ code, rawPacket }: ClientError): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      if (Buffer.isBuffer(rawPacket) && ONE_LONG_LINE.test(rawPacket.toString('latin1')))
        return new Problem('uri-too-long', 'the address may have at most about 16000 bytes');
      return new Problem('headers-too-large', 'first line and headers may have at most 16384 bytes together');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new Problem('payload-too-large', 'the chunk extensions of the body are too long');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem('request-timeout', 'headers and body must have arrived 15 seconds after the request began');
    case 'HPE_INVALID_CONTENT_LENGTH':
    case 'HPE_UNEXPECTED_CONTENT_LENGTH':
      return new Problem('malformed-request', 'Content-Length must stand once and be a whole number');
    default:
      return new Problem('malformed-request', 'the request breaks the rules of HTTP/1.1');
  }
}

/** A second answer in the middle of the first would be read as part of it. */
function hasBegunToAnswer(socket: Socket & { _httpMessage?: ServerResponse }): boolean {
  return socket._httpMessage?.headersSent === true;
}

function rawAnswer(problem: Problem, socket: Socket): string {
  const requestId = newId();
  const body = JSON.stringify(problem.body({ requestId }));
  return [
    `HTTP/1.1 ${problem.status} ${PROBLEMS[problem.code].title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Request-Id: ${requestId}`,
    ...Object.entries(problem.more.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    ...Object.entries(securityHeaders(socket instanceof TLSSocket)).map(([name, value]) => `${name}: ${value}`),
    `Date: ${new Date().toUTCString()}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
