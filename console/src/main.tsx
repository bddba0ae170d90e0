/** The console's start. */
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from './api/client.js';
import { App } from './app/app.js';
import { fetchScreenAt } from './app/screens.js';
import { signOutWithOthers, whoami } from './app/session.js';
import { chosenTheme, showTheme } from './app/theme.js';
import { pathNow } from './routing/location.js';
import './styles/tokens.css';
import './styles/base.css';

// Both at once, and before anything is drawn: what is asked for later is waited for longer.
void queries.prefetchQuery(whoami);
fetchScreenAt(pathNow());
signOutWithOthers(queries);
showTheme(chosenTheme.get());
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
