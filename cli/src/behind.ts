/** How far something is behind the log. */
import { counted, duration } from './format.js';

export const behind = ({ lagEvents, lagMs }: { lagEvents: number; lagMs: number }): string =>
  lagEvents === 0 ? 'up to date' : `${counted(lagEvents, 'event')}, ${duration(lagMs)} behind`;
