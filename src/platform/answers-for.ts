/**
 * One room shows what only another one knows: a class under `views/` says what is asked, and who knows it says
 * `@AnswersFor(…)`. So neither imports the other.
 */
import type { Abstract, Provider, Type } from '@nestjs/common';

const ANSWERS_FOR = 'intake:answers-for';

export const AnswersFor =
  (asked: Abstract<unknown>): ClassDecorator =>
  (target) =>
    Reflect.defineMetadata(ANSWERS_FOR, asked, target);

/** As providers for Nest, each also under the name that others ask for. */
export const asProviders = (types: readonly Type[]): Provider[] =>
  types.flatMap((type) => {
    const asked: Abstract<unknown> | undefined = Reflect.getMetadata(ANSWERS_FOR, type);
    return asked ? [type, { provide: asked, useExisting: type }] : [type];
  });
