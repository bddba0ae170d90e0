import { defineScreen } from '../../app/screen.js';
import { title } from './title.js';

export const screen = defineScreen({
  role: 'operator',
  title,
  load: () => import('./destination.js'),
});
