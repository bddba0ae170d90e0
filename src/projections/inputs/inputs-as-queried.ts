import { Injectable } from '@nestjs/common';
import { AnswersFor } from '../../platform/answers-for.js';
import type { InputView } from '../../views/input.js';
import { InputsAsSeen } from '../../views/inputs-as-seen.js';
import { inputViewOf } from './input.view.js';
import { InputMoments } from './input-moments.js';
import { InputRows } from './input-rows.js';
import type { Shown } from './inputs.queries.js';

/** For the commands that answer with an input. */
@AnswersFor(InputsAsSeen)
@Injectable()
export class InputsAsQueried extends InputsAsSeen {
  constructor(
    private readonly rows: InputRows,
    private readonly moments: InputMoments,
  ) {
    super();
  }

  async get(id: string, minPosition: number): Promise<InputView | null> {
    return (await this.find(id, minPosition))?.value ?? null;
  }

  async find(id: string, minPosition: number): Promise<Shown<InputView> | null> {
    const found = await this.rows.find(id, minPosition);
    if (!found) return null;
    const moment = await this.moments.of([found.value]);
    return { value: inputViewOf(found.value, moment), position: found.position };
  }
}
