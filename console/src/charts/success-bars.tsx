/** How attempts went, bar by bar: as high as there were many, the failed ones on top. */
import styles from './success-bars.module.css';

export interface Bar {
  /** Its time. */
  key: string;
  good: number;
  bad: number;
}

const HEIGHT = 24;
const STEP = 6;
const WIDTH = 4;

export function SuccessBars({ label, bars }: { label: string; bars: readonly Bar[] }) {
  const most = Math.max(1, ...bars.map(({ good, bad }) => good + bad));
  return (
    <svg
      role="img"
      aria-label={label}
      className={styles.bars}
      viewBox={`0 0 ${bars.length * STEP} ${HEIGHT}`}
      width={bars.length * STEP}
      height={HEIGHT}
    >
      {bars.map(({ key, good, bad }, at) => (
        <Column key={key} x={at * STEP} good={(good / most) * HEIGHT} bad={(bad / most) * HEIGHT} />
      ))}
    </svg>
  );
}

/** What is there at all can be seen; a bar of nothing is its ground. */
function Column({ x, good, bad }: { x: number; good: number; bad: number }) {
  const [high, low] = [visible(bad), visible(good)];
  return (
    <>
      <rect className={styles.ground} x={x} y={HEIGHT - 1} width={WIDTH} height={1} />
      <rect className={styles.good} x={x} y={HEIGHT - low} width={WIDTH} height={low} rx={1} />
      <rect className={styles.bad} x={x} y={Math.max(0, HEIGHT - low - high)} width={WIDTH} height={high} rx={1} />
    </>
  );
}

const visible = (height: number): number => (height === 0 ? 0 : Math.max(2, height));
