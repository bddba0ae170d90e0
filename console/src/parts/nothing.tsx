/** Where there is nothing yet: why, and a line for a terminal that makes there be something. */
import type { ReactNode } from 'react';
import { commonWords } from '../words/common.js';
import { useWords } from '../words/define-words.js';
import { CurlLine } from './curl-line.js';
import type { IconName } from './icon.js';
import { Notice } from './notice.js';

export interface Empty {
  icon: IconName;
  title: string;
  why: string;
  curl?: string | undefined;
  action?: ReactNode;
}

export function Nothing({ icon, title, why, curl, action }: Empty) {
  const words = useWords(commonWords);
  return (
    <Notice icon={icon} title={title}>
      <p>{why}</p>
      {action}
      {curl && (
        <>
          <p>{words.tryCurl}</p>
          <CurlLine>{curl}</CurlLine>
        </>
      )}
    </Notice>
  );
}
