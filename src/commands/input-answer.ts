/** The answer to a command about an input: the input as it stands after it. */
import type { FastifyReply } from 'fastify';
import type { InputView } from '../views/input.js';
import type { InputsAsSeen } from '../views/inputs-as-seen.js';

export async function answerInput(
  reply: FastifyReply,
  inputs: InputsAsSeen,
  id: string,
  position: number,
): Promise<InputView> {
  reply.header('intake-position', position);
  return (await inputs.get(id, position))!;
}
