import { defineWords } from '../../words/define-words.js';

export const deadLetterWords = defineWords(
  {
    destination: 'Destination',
    inputs: 'Inputs',
    oldest: 'First given up',
    newest: 'Last given up',
    open: 'Open',
    emptyTitle: 'Nothing was given up',
    emptyWhy: 'What could not be delivered stands here, by reason, until it is retried.',
  },
  {
    destination: '目的地',
    inputs: '输入',
    oldest: '最早放弃',
    newest: '最近放弃',
    open: '查看',
    emptyTitle: '没有被放弃的内容',
    emptyWhy: '无法投递的内容按原因列在这里，直到被重试。',
  },
);
