import { defineWords } from '../../words/define-words.js';

export const title = defineWords({ title: 'Replays' }, { title: '重放' });
