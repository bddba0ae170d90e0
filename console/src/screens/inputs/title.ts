import { defineWords } from '../../words/define-words.js';

export const title = defineWords({ title: 'Inputs' }, { title: '输入' });
