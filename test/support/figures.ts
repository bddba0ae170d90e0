/** What an Intake tells Prometheus, read as Prometheus reads it. */
import type { Api } from './api.js';
import { until } from './until.js';

const SAMPLE = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/;
const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;

type Labels = Record<string, string>;

interface Sample {
  name: string;
  labels: Labels;
  value: number;
}

export class Figures {
  private readonly samples: Sample[];

  constructor(readonly text: string) {
    this.samples = text.split('\n').flatMap((line) => {
      const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
      if (!name) return [];
      return [
        {
          name,
          labels: Object.fromEntries([...labels.matchAll(LABEL)].map((each) => each.slice(1))),
          value: Number(value),
        },
      ];
    });
  }

  static async of(api: Api): Promise<Figures> {
    return new Figures((await api.get<string>('/metrics', { authorization: '' })).body);
  }

  /** The sum of all samples with these labels, among others; null where there is none. */
  sum(name: string, labels: Labels = {}): number | null {
    const found = this.samples.filter(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
    return found.length === 0 ? null : found.reduce((sum, { value }) => sum + value, 0);
  }

  /** The values of a label, each once. */
  values(name: string, label: string): string[] {
    const found = this.samples.filter((sample) => sample.name === name).map(({ labels }) => labels[label] ?? '');
    return [...new Set(found)].sort();
  }

  /** The names of the metrics; of a histogram its own, without what its samples end in. */
  get names(): string[] {
    return [...this.text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name!);
  }
}

/** Waits until the figure is as it has to be: what is looked up may be a second old. */
export async function tells(api: Api, name: string, labels: Labels, expected: (value: number | null) => boolean) {
  let value: number | null = null;
  await until(
    () => `${name} ${JSON.stringify(labels)} is as expected; it is ${value}`,
    async () => {
      value = (await Figures.of(api)).sum(name, labels);
      return expected(value);
    },
  );
}
