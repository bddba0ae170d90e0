/**
 * What many ask for at once, asked for together: while one question is under way, the next ones gather; no timer.
 * Guarantee: each gets the answer to its own, or the error of the question that it was part of.
 */
interface Waiting<Question, Answer> {
  question: Question;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

export class Gathered<Question, Answer> {
  private waiting: Waiting<Question, Answer>[] = [];
  private asking = false;

  /** `ask` answers in the order of the questions, at most `most` of them. What comes until it is `ready` still comes along. */
  constructor(
    private readonly ask: (questions: readonly Question[]) => Promise<readonly Answer[]>,
    private readonly most = 500,
    private readonly ready?: () => Promise<unknown>,
  ) {}

  of(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ question, resolve, reject });
      if (!this.asking) void this.askAll();
    });
  }

  private async askAll(): Promise<void> {
    this.asking = true;
    while (this.waiting.length > 0) {
      if (this.ready) await this.ready();
      const group = this.waiting.splice(0, this.most);
      try {
        const answers = await this.ask(group.map(({ question }) => question));
        for (const [index, { resolve }] of group.entries()) resolve(answers[index]!);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.asking = false;
  }
}
