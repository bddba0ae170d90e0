/** What stands around every screen. */

import { useEffect, useRef, useState } from 'react';
import { Banner } from '../parts/banner.js';
import { Button } from '../parts/button.js';
import { cx } from '../parts/cx.js';
import { Notice } from '../parts/notice.js';
import { Skeleton } from '../parts/skeleton.js';
import { Toasts } from '../parts/toasts.js';
import { Link } from '../routing/link.js';
import { usePath } from '../routing/location.js';
import { useWords } from '../words/define-words.js';
import { Boundary } from './boundary.js';
import styles from './layout.module.css';
import { Navigation } from './navigation.js';
import { useIsOnline } from './online.js';
import { usePage } from './page-file.js';
import type { ScreenProps } from './screen.js';
import { navigation, type Screen, screenAt } from './screens.js';
import { reaches, useCaller } from './session.js';
import { appWords } from './words.js';

export function Layout() {
  const words = useWords(appWords);
  const path = usePath();
  const [menu, setMenu] = useState(false);
  const main = useRef<HTMLElement>(null);
  const isOnline = useIsOnline();
  useFocusOnArrival(path, main);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever has gone somewhere is done with the menu
  useEffect(() => setMenu(false), [path]);
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#content">
        {words.skip}
      </a>
      <header className={styles.top}>
        <Button kind="quiet" icon="menu" aria-label={words.menu} aria-expanded={menu} onClick={() => setMenu(!menu)} />
        <span className={styles.name}>Intake</span>
      </header>
      <aside className={cx(styles.side, menu && styles.open)}>
        <Navigation path={path} />
      </aside>
      <main ref={main} id="content" tabIndex={-1} className={styles.main}>
        {!isOnline && <Banner>{words.offline}</Banner>}
        <Boundary key={path}>
          <Here path={path} />
        </Boundary>
      </main>
      <Toasts />
    </div>
  );
}

/** Who hears the page is told where they have come to; at the first page there is nothing to be told. */
function useFocusOnArrival(path: string, main: React.RefObject<HTMLElement | null>): void {
  const from = useRef(path);
  useEffect(() => {
    if (from.current === path) return;
    from.current = path;
    main.current?.focus({ preventScroll: true });
  }, [path, main]);
}

function Here({ path }: { path: string }) {
  const words = useWords(appWords);
  const { role } = useCaller();
  // Who may not see the first screen begins with the first that they may see.
  const home = navigation.find((screen) => reaches(role, screen.role))!;
  const screen = screenAt(path === '' ? home.address : path);
  if (!screen) {
    return (
      <Notice icon="search" title={words.notHere}>
        <p>{words.notHereWhy}</p>
        <Link to="">{words.home}</Link>
      </Notice>
    );
  }
  if (!reaches(role, screen.role)) {
    return (
      <Notice icon="keys" title={words.notForYou}>
        <p>{words.notForYouWhy(screen.role)}</p>
      </Notice>
    );
  }
  return <Shown {...screen} />;
}

function Shown({ file, parameters }: Screen & ScreenProps) {
  const Page = usePage(file);
  return Page ? <Page parameters={parameters} /> : <Skeleton lines={8} />;
}
