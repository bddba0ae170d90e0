import { defineScreen } from '../../app/screen.js';
import { title } from './title.js';

export const screen = defineScreen({
  role: 'submitter',
  title,
  load: () => import('./input.js'),
});
