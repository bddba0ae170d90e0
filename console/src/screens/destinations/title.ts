import { defineWords } from '../../words/define-words.js';

export const title = defineWords({ title: 'Destinations' }, { title: '目的地' });
