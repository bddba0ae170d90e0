/** Keeps what cannot be drawn, or not be loaded, from taking the whole page with it. */
import { Component, type ReactNode } from 'react';
import { Button } from '../parts/button.js';
import { Notice } from '../parts/notice.js';
import { useWords } from '../words/define-words.js';
import { appWords } from './words.js';

export class Boundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const words = useWords(appWords);
  return (
    <Notice icon="alert" tone="bad" title={words.broken} alert>
      <p>{words.brokenWhy}</p>
      <Button icon="retry" onClick={() => window.location.reload()}>
        {words.reload}
      </Button>
    </Notice>
  );
}
