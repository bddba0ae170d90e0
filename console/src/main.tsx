/** The console's start. */
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queries } from './api/client.js';
import { App } from './app/app.js';
import { chosenTheme, showTheme } from './app/theme.js';
import './styles/tokens.css';
import './styles/base.css';

// Before anything is drawn.
showTheme(chosenTheme.get());
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
