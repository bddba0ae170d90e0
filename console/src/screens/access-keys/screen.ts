import { defineScreen } from '../../app/screen.js';
import { title } from './title.js';

export const screen = defineScreen({
  role: 'admin',
  title,
  nav: { order: 8, icon: 'keys' },
  load: () => import('./access-keys.js'),
});
