import { defineWords } from '../../words/define-words.js';

export const title = defineWords({ title: 'Audit trail' }, { title: '审计记录' });
