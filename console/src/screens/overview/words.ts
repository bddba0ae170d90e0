import { defineWords } from '../../words/define-words.js';

export const overviewWords = defineWords(
  {
    lastHour: 'in the last hour',
    parts: 'Parts',
    ready: 'ready',
    notReady: 'not ready',
    ok: 'ok',
    notOk: 'not ok',
    lags: 'Behind the log',
    relay: 'relay to Kafka',
    withoutKafka: 'Intake runs without Kafka',
    openBreakers: 'Open breakers',
    noneOpen: 'none',
  },
  {
    lastHour: '最近一小时',
    parts: '组成部分',
    ready: '就绪',
    notReady: '未就绪',
    ok: '正常',
    notOk: '异常',
    lags: '落后于日志',
    relay: '到 Kafka 的中继',
    withoutKafka: 'Intake 未使用 Kafka',
    openBreakers: '断开的熔断器',
    noneOpen: '无',
  },
);
