import { defineScreen } from '../../app/screen.js';
import { title } from './title.js';

export const screen = defineScreen({
  role: 'submitter',
  title,
  nav: { order: 10, icon: 'send' },
  load: () => import('./send.js'),
});
