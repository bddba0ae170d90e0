/** A line for a terminal. */
import { CopyButton } from './copy.js';
import styles from './curl-line.module.css';

export const CurlLine = ({ children }: { children: string }) => (
  <div className={styles.line}>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1) */}
    <pre tabIndex={0}>{children}</pre>
    <CopyButton text={children} />
  </div>
);
