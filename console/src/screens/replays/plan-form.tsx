/** What is to be replayed. It is counted first; what is changed after is counted anew. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ChangeEvent, type FormEvent, useState } from 'react';
import { api, ask } from '../../api/client.js';
import { useDestinationNames } from '../../inputs/use-destinations.js';
import { useOnceFor } from '../../operations/begun-once.js';
import { OPERATIONS } from '../../operations/use-operations.js';
import { Button } from '../../parts/button.js';
import { cx } from '../../parts/cx.js';
import { Field } from '../../parts/field.js';
import { ProblemLine } from '../../parts/problem-notice.js';
import { useWords } from '../../words/define-words.js';
import { useFormat } from '../../words/format.js';
import { blank, optionsOf, type Plan } from './plan.js';
import styles from './replays.module.css';
import { replayWords } from './words.js';

export function PlanForm() {
  const words = useWords(replayWords);
  const names = useDestinationNames();
  const [plan, setPlan] = useState(blank);
  const { count, start, total } = usePlanned(plan);
  const change = (changes: Partial<Plan>) => {
    setPlan({ ...plan, ...changes });
    count.reset();
    start.reset();
  };
  const entry = (name: Exclude<keyof Plan, 'force'>) => ({
    value: plan[name],
    onChange: ({ target }: ChangeEvent<HTMLInputElement | HTMLSelectElement>) => change({ [name]: target.value }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    count.mutate();
  };
  const error = count.error ?? start.error;
  return (
    <form className={cx('card', styles.plan)} onSubmit={submit}>
      <h2>{words.plan}</h2>
      <Field label={words.from} hint={words.placeHint}>
        <input {...entry('from')} />
      </Field>
      <Field label={words.to}>
        <input {...entry('to')} />
      </Field>
      <Field label={words.types} hint={words.listHint}>
        <input placeholder="InputReceived" {...entry('types')} />
      </Field>
      <Field label={words.streams} hint={words.listHint}>
        <input {...entry('streams')} />
      </Field>
      <Field label={words.destination}>
        <select {...entry('destination')}>
          <option value="">{words.anyDestination}</option>
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </Field>
      <Field label={words.topic} hint={words.topicHint}>
        <input {...entry('topic')} />
      </Field>
      <Field label={words.rate}>
        <input type="number" min={1} max={1_000_000} {...entry('rate')} />
      </Field>
      <label className={styles.force}>
        <input type="checkbox" checked={plan.force} onChange={({ target }) => change({ force: target.checked })} />
        {words.force}
      </label>
      {error && <ProblemLine error={error} />}
      <div className={styles.line}>
        <Button type="submit" busy={count.isPending}>
          {words.count}
        </Button>
        <Counted total={total} busy={start.isPending} onStart={() => start.mutate()} />
      </div>
    </form>
  );
}

function Counted({ total, busy, onStart }: { total: number | null; busy: boolean; onStart(): void }) {
  const words = useWords(replayWords);
  const format = useFormat();
  if (total === null) return null;
  if (total === 0) return <p role="status">{words.none}</p>;
  return (
    <>
      <p role="status">{words.wouldBe(format.count(total))}</p>
      <Button kind="primary" icon="play" busy={busy} onClick={onStart}>
        {words.start(format.count(total))}
      </Button>
    </>
  );
}

function usePlanned(plan: Plan) {
  const queries = useQueryClient();
  const options = optionsOf(plan);
  const count = useMutation({
    mutationFn: () => ask(api.POST('/v1/admin/replays', { body: { ...options, dryRun: true } })),
  });
  const header = useOnceFor(count.data);
  const start = useMutation({
    mutationFn: () => ask(api.POST('/v1/admin/replays', { params: { header }, body: options })),
    async onSuccess() {
      count.reset();
      await queries.invalidateQueries({ queryKey: OPERATIONS });
    },
  });
  const total = (count.data as { total: number } | undefined)?.total ?? null;
  return { count, start, total };
}
