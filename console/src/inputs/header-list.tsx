/** Headers of a request or of a response, as they stand there. */
import styles from './header-list.module.css';

export const HeaderList = ({ headers }: { headers: readonly string[][] }) => (
  <dl className={styles.headers}>
    {headers.map(([name, value], at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a header may stand there twice
      <div key={at}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
);
