import { defineWords } from '../../words/define-words.js';

export const title = defineWords({ title: 'Destination' }, { title: '目的地' });
