/**
 * What many ask for at the same moment is asked for once. Guarantees: each gets the answer, or the error, of a question that
 * was under way when it asked, or begun for it; nothing is kept. However many have asked, others get their turn between them.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** So many hear the answer before the rest of the process has its turn. */
const AT_A_TIME = 100;

interface Waiting<Answer> {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

export class AskedOnce<Answer> {
  private readonly waiting = new Map<string, Waiting<Answer>[]>();

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
    const tell = await ask().then(
      (answer) => (each: Waiting<Answer>) => each.resolve(answer),
      (error: unknown) => (each: Waiting<Answer>) => each.reject(error),
    );
    const all = this.waiting.get(key)!;
    // Before anybody hears it: who asks again because of the answer is to get a newer one.
    this.waiting.delete(key);
    for (const [n, each] of all.entries()) {
      if (n > 0 && n % AT_A_TIME === 0) await nextTurn();
      tell(each);
    }
  }
}
