import { holding } from '../holding.js';

export const addResume = holding('resume', {
  description: 'send a paused destination its inputs again',
  all: 'let all delivery go on; destinations that are paused by themselves stay so',
});
