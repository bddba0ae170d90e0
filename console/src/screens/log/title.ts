import { defineWords } from '../../words/define-words.js';

export const title = defineWords({ title: 'Log' }, { title: '日志' });
