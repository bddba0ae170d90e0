import { defineWords } from '../words/define-words.js';

export const retryWords = defineWords(
  {
    retryMany: 'Retry all …',
    retryTitle: 'Retry all that match',
    counting: 'Counting …',
    retryHow: (n: string) =>
      n === '1' ? '1 input begins a new run of attempts.' : `${n} inputs begin a new run of attempts.`,
    retryNone: 'There is nothing to retry: only what is at rest can be.',
    retryDo: (n: string) => `Retry ${n}`,
  },
  {
    retryMany: '全部重试…',
    retryTitle: '重试所有匹配项',
    counting: '正在计数…',
    retryHow: (n) => `${n} 个输入将开始新一轮尝试。`,
    retryNone: '没有可重试的内容：只有静止的输入才能重试。',
    retryDo: (n) => `重试 ${n} 个`,
  },
);
