import { defineWords } from '../../words/define-words.js';

export const title = defineWords({ title: 'Dead letters' }, { title: '死信' });
