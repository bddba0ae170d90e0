import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { BodyRoom } from './body-room.js';

const LIMIT = 60;
const requestWith = (headers: Record<string, string>): FastifyRequest =>
  ({ headers, routeOptions: { bodyLimit: LIMIT } }) as unknown as FastifyRequest;
const long = (bytes: number) => requestWith({ 'content-length': String(bytes) });
const enter = (room: BodyRoom, request: FastifyRequest) => {
  let end = () => {};
  room.enter(request, (letGo) => {
    end = letGo;
  });
  return { end: () => end(), letGo: () => request.letBodyGo() };
};
const overloaded = expect.objectContaining({ code: 'overloaded' });

describe('the room for bodies', () => {
  it('is for so many bytes: more is refused before it is read, and let in when others have gone', () => {
    const room = new BodyRoom(100);
    const first = enter(room, long(60));
    enter(room, long(40));
    expect(() => enter(room, long(1))).toThrow(overloaded);
    first.end();
    enter(room, long(60));
    expect(() => enter(room, long(1))).toThrow(overloaded);
  });

  it('is given back once, whoever gives it back', () => {
    const room = new BodyRoom(100);
    const first = enter(room, long(60));
    first.letGo();
    first.end();
    enter(room, long(60));
    expect(() => enter(room, long(60))).toThrow(overloaded);
  });

  it('is taken whole by who does not say how long its body is', () => {
    const room = new BodyRoom(100);
    enter(room, requestWith({ 'transfer-encoding': 'chunked' }));
    expect(() => enter(room, long(41))).toThrow(overloaded);
  });

  // Without it, a few batches that never end refuse every input.
  it('is kept by half for small bodies, however many large ones stay', () => {
    const room = new BodyRoom(100, 20);
    const large = enter(room, long(50));
    expect(() => enter(room, long(21))).toThrow(overloaded);
    expect(() => enter(room, requestWith({ 'transfer-encoding': 'chunked' }))).toThrow(overloaded);
    enter(room, long(20));
    enter(room, long(20));
    large.end();
    enter(room, long(21));
    enter(room, long(20));
    expect(() => enter(room, long(20))).toThrow(overloaded);
  });

  it('is not taken by what the route will refuse, nor by what has no body', () => {
    const room = new BodyRoom(100);
    enter(room, long(1_000_000));
    for (let n = 0; n < 1_000; n++) enter(room, requestWith({}));
    enter(room, long(40));
  });
});
