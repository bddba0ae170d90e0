import { defineScreen } from '../../app/screen.js';
import { title } from './title.js';

export const screen = defineScreen({
  role: 'admin',
  title,
  nav: { order: 9, icon: 'audit' },
  load: () => import('./audit.js'),
});
