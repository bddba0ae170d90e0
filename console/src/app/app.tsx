/** Who is signed in sees the screen of the address; who is not signs in. */
import { useEffect } from 'react';
import { Loaded } from '../parts/loaded.js';
import { useLanguage } from '../words/language.js';
import { Layout } from './layout.js';
import { CallerContext, useWhoami } from './session.js';
import { SignIn } from './sign-in.js';
import { chosenTheme, showTheme } from './theme.js';

export function App() {
  const whoami = useWhoami();
  const language = useLanguage();
  const theme = chosenTheme.use();
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useEffect(() => showTheme(theme), [theme]);
  return (
    <Loaded query={whoami} skeleton={null}>
      {(caller) =>
        caller === null ? (
          <SignIn />
        ) : (
          <CallerContext value={caller}>
            <Layout />
          </CallerContext>
        )
      }
    </Loaded>
  );
}
