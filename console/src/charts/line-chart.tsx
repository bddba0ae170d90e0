/**
 * Figures over time, drawn as SVG in the colours of the theme. What stands at a time is told by the pointer, by the arrow keys, and
 * to who hears it.
 */
import { type PointerEvent, useState } from 'react';
import { cx } from '../parts/cx.js';
import { useFormat } from '../words/format.js';
import styles from './line-chart.module.css';
import { areaUnder, type Figure, lineThrough, roundTop, stretches } from './scale.js';

export interface Series {
  name: string;
  tone: 'blue' | 'green' | 'amber' | 'red' | 'cyan' | 'violet';
  figures: readonly Figure[];
}

interface Props {
  /** What it shows, to who cannot see it. */
  label: string;
  times: readonly string[];
  series: readonly Series[];
  show(figure: number): string;
}

const DAY_MS = 86_400_000;

export function LineChart({ label, times, series, show }: Props) {
  const format = useFormat();
  const [at, setAt] = useState<number | null>(null);
  const clock = spanMs(times) > DAY_MS ? format.dayAndClock : format.clock;
  const top = roundTop(Math.max(0, ...series.flatMap(({ figures }) => figures.filter((each) => each !== null))));
  const here = at ?? times.length - 1;
  const shownOf = ({ figures }: Series) => (figures[here] == null ? '–' : show(figures[here]));
  const point = ({ currentTarget, clientX }: PointerEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setAt(Math.min(times.length - 1, Math.max(0, Math.round(((clientX - left) / width) * (times.length - 1)))));
  };
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.legend}>
        {series.map((each) => (
          <span key={each.name} className={styles.name}>
            <i className={cx(styles.swatch, styles[each.tone])} />
            {each.name}
            <b className="numbers">{shownOf(each)}</b>
          </span>
        ))}
        {at !== null && <span className="soft numbers">{clock(times[at]!)}</span>}
      </figcaption>
      <div className={styles.plot} onPointerMove={point} onPointerLeave={() => setAt(null)}>
        <span className={cx(styles.top, 'numbers')}>{show(top)}</span>
        <input
          type="range"
          className={styles.reach}
          aria-label={label}
          aria-valuetext={[clock(times[here]!), ...series.map((each) => `${each.name} ${shownOf(each)}`)].join(', ')}
          max={times.length - 1}
          value={here}
          onChange={({ target }) => setAt(Number(target.value))}
          onBlur={() => setAt(null)}
        />
        <svg aria-hidden="true" viewBox="0 0 100 100" preserveAspectRatio="none">
          <path className={styles.grid} d="M0 0H100M0 50H100M0 100H100" />
          {series.toReversed().map(({ name, tone, figures }) => (
            <g key={name} className={styles[tone]}>
              {stretches(figures, top).map((points) => (
                <g key={points[0]!.x}>
                  <path className={styles.area} d={areaUnder(points)} />
                  <path className={cx(styles.line, points.length === 1 && styles.lonely)} d={lineThrough(points)} />
                </g>
              ))}
            </g>
          ))}
          {at !== null && <path className={styles.here} d={`M${(at / (times.length - 1)) * 100} 0V100`} />}
        </svg>
      </div>
      <div className={cx(styles.times, 'numbers')}>
        {[0, 0.5, 1].map((part) => (
          <span key={part}>{clock(times[Math.round(part * (times.length - 1))] ?? '')}</span>
        ))}
      </div>
    </figure>
  );
}

const spanMs = (times: readonly string[]): number => Date.parse(times.at(-1) ?? '') - Date.parse(times[0] ?? '');
