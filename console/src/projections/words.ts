/** How what follows the log stands, in words. */
import { defineWords } from '../words/define-words.js';

export const followingWords = defineWords(
  {
    live: 'live',
    rebuilding: 'rebuilding',
    paused: 'paused',
    stalled: 'stalled',
    unled: 'unled',
    off: 'off',
    upToDate: 'up to date',
    behind: (events: string, age: string) => `${events} ${events === '1' ? 'event' : 'events'}, ${age} behind`,
    parked: (n: string) => `${n} parked`,
  },
  {
    live: '实时',
    rebuilding: '重建中',
    paused: '已暂停',
    stalled: '停滞',
    unled: '无主',
    off: '关闭',
    upToDate: '已是最新',
    behind: (events, age) => `落后 ${events} 个事件，${age}`,
    parked: (n) => `${n} 个搁置`,
  },
);
