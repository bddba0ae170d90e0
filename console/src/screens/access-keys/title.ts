import { defineWords } from '../../words/define-words.js';

export const title = defineWords({ title: 'Access keys' }, { title: '访问密钥' });
