/** What can be done with all read models at once. */
import { useState } from 'react';
import { Button } from '../../parts/button.js';
import { useWords } from '../../words/define-words.js';
import { ConfirmRebuild } from './confirm-rebuild.js';
import { VerifyButton } from './verify-button.js';
import { projectionWords } from './words.js';

/** As the contract calls them. */
const ALL = 'all';

export function AllActions() {
  const words = useWords(projectionWords);
  const [asked, setAsked] = useState(false);
  return (
    <>
      <VerifyButton name={ALL} label={words.verifyAll} />
      <Button onClick={() => setAsked(true)}>{words.rebuildAll}</Button>
      {asked && <ConfirmRebuild name={ALL} title={words.rebuildAllTitle} onClose={() => setAsked(false)} />}
    </>
  );
}
