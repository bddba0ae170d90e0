import { defineWords } from '../../words/define-words.js';

export const deadLetterWords = defineWords(
  {
    rejected: 'Refused by the destination',
    exhausted: 'All attempts failed',
    gone: 'The destination is gone',
    'address-not-allowed': 'Its address is not allowed',
    'destination-deleted': 'The destination was deleted',
    destination: 'Destination',
    inputs: 'Inputs',
    oldest: 'First given up',
    newest: 'Last given up',
    actions: 'Actions',
    open: 'Open',
    emptyTitle: 'Nothing was given up',
    emptyWhy: 'What could not be delivered stands here, by reason, until it is retried.',
  },
  {
    rejected: '被目的地拒绝',
    exhausted: '所有尝试均失败',
    gone: '目的地已不存在',
    'address-not-allowed': '地址不被允许',
    'destination-deleted': '目的地已被删除',
    destination: '目的地',
    inputs: '输入',
    oldest: '最早放弃',
    newest: '最近放弃',
    actions: '操作',
    open: '查看',
    emptyTitle: '没有被放弃的内容',
    emptyWhy: '无法投递的内容按原因列在这里,直到被重试。',
  },
);
