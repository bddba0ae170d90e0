import { holding } from '../holding.js';

export const addPause = holding('pause', {
  description: 'send a destination nothing until it is resumed; it still takes inputs',
  all: 'send nothing to anybody',
});
