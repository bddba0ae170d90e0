import { defineWords } from '../../words/define-words.js';

export const title = defineWords({ title: 'Overview' }, { title: '概览' });
