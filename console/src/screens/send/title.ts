import { defineWords } from '../../words/define-words.js';

export const title = defineWords({ title: 'Send' }, { title: '发送' });
