import { defineWords } from '../../words/define-words.js';

export const title = defineWords({ title: 'Projections' }, { title: '投影' });
