/** What is done seldom, and with care: each with what it means. */
import { type ReactNode, useState } from 'react';
import { api, ask } from '../../api/client.js';
import type { Destination } from '../../api/types.js';
import { Button } from '../../parts/button.js';
import { Confirm } from '../../parts/confirm.js';
import { Panel } from '../../parts/panel.js';
import { useWords } from '../../words/define-words.js';
import styles from './destination.module.css';
import { Remove } from './remove.js';
import { Rotate } from './rotate.js';
import { useTold } from './use-destination.js';
import { pageWords } from './words.js';

type Asked = 'reset' | 'rotate' | 'disable' | 'enable' | 'remove';

export function Further({ destination }: { destination: Destination }) {
  const words = useWords(pageWords);
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  const { name, state, breaker } = destination;
  const turn = state === 'disabled' ? 'enable' : 'disable';
  return (
    <Panel title={words.more}>
      <ul className={styles.further}>
        {breaker !== 'closed' && <Act name="reset" onAsk={setAsked} />}
        <Act name="rotate" onAsk={setAsked} />
        <Act name={turn} danger={turn === 'disable'} onAsk={setAsked} />
        <li>
          <Button kind="danger" onClick={() => setAsked('remove')}>
            {words.remove}
          </Button>
        </li>
      </ul>
      {asked === 'rotate' && <Rotate name={name} onClose={close} />}
      {asked === 'remove' && <Remove destination={destination} onClose={close} />}
      {(asked === 'reset' || asked === 'disable' || asked === 'enable') && (
        <Turn name={name} turn={asked} onClose={close} />
      )}
    </Panel>
  );
}

interface ActProps {
  name: Exclude<Asked, 'remove'>;
  danger?: boolean;
  onAsk(name: Asked): void;
}

function Act({ name, danger, onAsk }: ActProps): ReactNode {
  const words = useWords(pageWords);
  return (
    <li>
      <span className="soft">{words[`${name}Why`]}</span>
      <Button kind={danger ? 'danger' : 'plain'} onClick={() => onAsk(name)}>
        {words[name]}
      </Button>
    </li>
  );
}

const ROUTES = {
  reset: '/v1/destinations/{name}/reset-breaker',
  disable: '/v1/destinations/{name}/disable',
  enable: '/v1/destinations/{name}/enable',
} as const;

const DONE = { reset: 'resetDone', disable: 'disabled', enable: 'enabled' } as const;

function Turn({ name, turn, onClose }: { name: string; turn: keyof typeof ROUTES; onClose(): void }) {
  const words = useWords(pageWords);
  const told = useTold();
  return (
    <Confirm
      title={`${words[turn]}: ${name}`}
      why={words[`${turn}Why`]}
      doIt={words[turn]}
      done={words[DONE[turn]]}
      danger={turn === 'disable'}
      ask={async () => told(await ask(api.POST(ROUTES[turn], { params: { path: { name } } })))}
      onClose={onClose}
    />
  );
}
