/**
 * What many ask for at the same moment is asked for once, and few questions at once. Guarantees: each gets the answer, or the
 * error, of a question that began after it asked, so that it misses nothing of before; nothing is kept. However many have
 * asked, others get their turn between them.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FewAtOnce } from './waiting.js';

/** So many hear the answer before the rest of the process has its turn. */
const AT_A_TIME = 100;

interface Waiting<Answer> {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

export class AskedOnce<Answer> {
  private readonly waiting = new Map<string, Waiting<Answer>[]>();
  private readonly questions: FewAtOnce;

  constructor(few: number) {
    this.questions = new FewAtOnce(few);
  }

  of(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const others = this.waiting.get(key);
      if (others) others.push({ resolve, reject });
      else {
        this.waiting.set(key, [{ resolve, reject }]);
        void this.ask(key, ask);
      }
    });
  }

  private async ask(key: string, ask: () => Promise<Answer>): Promise<void> {
    // Whoever one event has woken asks in one turn.
    await nextTurn();
    let all: Waiting<Answer>[] = [];
    const begun = this.questions.run(() => {
      all = this.waiting.get(key)!;
      // Who comes from here on may know of what this question does not find any more.
      this.waiting.delete(key);
      return ask();
    });
    const tell = await begun.then(
      (answer) => (each: Waiting<Answer>) => each.resolve(answer),
      (error: unknown) => (each: Waiting<Answer>) => each.reject(error),
    );
    for (const [n, each] of all.entries()) {
      if (n > 0 && n % AT_A_TIME === 0) await nextTurn();
      tell(each);
    }
  }
}
