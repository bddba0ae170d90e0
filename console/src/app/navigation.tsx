/** Where one can go, who one is, and how the page looks. */
import { Button } from '../parts/button.js';
import { Icon } from '../parts/icon.js';
import { ProblemLine } from '../parts/problem-notice.js';
import { Link } from '../routing/link.js';
import { useWords } from '../words/define-words.js';
import { chosenLanguage, useLanguage } from '../words/language.js';
import styles from './navigation.module.css';
import { navigation, type Screen } from './screens.js';
import { reaches, useCaller, useSignOut } from './session.js';
import { chosenTheme, themeOfBrowser } from './theme.js';
import { appWords } from './words.js';

export function Navigation({ path }: { path: string }) {
  const words = useWords(appWords);
  const caller = useCaller();
  const signOut = useSignOut();
  const offered = navigation.filter(({ role }) => reaches(caller.role, role));
  return (
    <div className={styles.column}>
      <Link to="" className={styles.brand}>
        <img src={new URL('../favicon.svg', import.meta.url).href} alt="" width={24} height={24} />
        Intake
      </Link>
      <nav aria-label={words.screens}>
        <ul>
          {offered.map((screen, at) => (
            <Item key={screen.address} screen={screen} isHere={isAt(screen, path, at === 0)} />
          ))}
        </ul>
      </nav>
      <footer className={styles.foot}>
        <p className={styles.who} title={caller.actor}>
          {words.role(caller.owner, caller.role)}
        </p>
        <div className={styles.switches}>
          <Switches />
          <Button
            kind="quiet"
            icon="signOut"
            aria-label={words.signOut}
            title={words.signOut}
            busy={signOut.isPending}
            onClick={() => signOut.mutate()}
          />
        </div>
        {signOut.error && <ProblemLine error={signOut.error} />}
      </footer>
    </div>
  );
}

export function Switches() {
  const words = useWords(appWords);
  const language = useLanguage();
  const theme = chosenTheme.use() ?? themeOfBrowser();
  return (
    <>
      <Button
        kind="quiet"
        icon="theme"
        aria-label={words.theme}
        title={words.theme}
        onClick={() => chosenTheme.set(theme === 'dark' ? 'light' : 'dark')}
      />
      <Button
        kind="quiet"
        icon="language"
        aria-label={words.language}
        title={words.language}
        onClick={() => chosenLanguage.set(language === 'en' ? 'zh' : 'en')}
      />
    </>
  );
}

function Item({ screen: { address, title, nav }, isHere }: { screen: Screen; isHere: boolean }) {
  const words = useWords(title);
  return (
    <li>
      <Link to={address} className={styles.item} aria-current={isHere ? 'page' : undefined}>
        <Icon name={nav!.icon} />
        {words.title}
      </Link>
    </li>
  );
}

/** What lies below a screen belongs to it; the start is the first of those that are offered. */
const isAt = ({ address }: Screen, path: string, isFirst: boolean): boolean =>
  path === address || (address !== '' && path.startsWith(`${address}/`)) || (path === '' && isFirst);
