import { defineScreen } from '../../app/screen.js';
import { title } from './title.js';

export const screen = defineScreen({
  role: 'operator',
  title,
  nav: { order: 3, icon: 'destinations' },
  load: () => import('./destinations.js'),
});
