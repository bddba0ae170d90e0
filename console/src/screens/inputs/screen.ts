import { defineScreen } from '../../app/screen.js';
import { title } from './title.js';

export const screen = defineScreen({
  role: 'submitter',
  title,
  nav: { order: 2, icon: 'inputs' },
  load: () => import('./inputs.js'),
});
