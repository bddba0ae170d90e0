import { defineWords } from '../../words/define-words.js';

export const title = defineWords({ title: 'Input' }, { title: '输入' });
