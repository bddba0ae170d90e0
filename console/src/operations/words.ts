import { defineWords } from '../words/define-words.js';

export const operationWords = defineWords(
  {
    running: 'running',
    succeeded: 'succeeded',
    failed: 'failed',
    cancelled: 'cancelled',
    of: (done: string, total: string) => `${done} of ${total}`,
    rate: (n: string) => `${n}/s`,
    left: (duration: string) => `${duration} left`,
    stop: 'Stop it',
    progress: 'Progress',
  },
  {
    running: '进行中',
    succeeded: '已完成',
    failed: '失败',
    cancelled: '已取消',
    of: (done, total) => `${done} / ${total}`,
    rate: (n) => `${n}/秒`,
    left: (duration) => `还剩 ${duration}`,
    stop: '停止',
    progress: '进度',
  },
);
