import { defineScreen } from '../../app/screen.js';
import { title } from './title.js';

export const screen = defineScreen({
  role: 'admin',
  title,
  nav: { order: 7, icon: 'log' },
  load: () => import('./log.js'),
});
