import { defineScreen } from '../../app/screen.js';
import { title } from './title.js';

export const screen = defineScreen({
  role: 'operator',
  title,
  nav: { order: 4, icon: 'deadLetters' },
  load: () => import('./dead-letters.js'),
});
