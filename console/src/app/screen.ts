/** What a screen says of itself, in `screens/<its address>/screen.ts`. The page itself is loaded when it is first opened. */
import type { ComponentType } from 'react';
import type { Role } from '../api/types.js';
import type { IconName } from '../parts/icon.js';
import type { Words } from '../words/define-words.js';

export interface ScreenProps {
  /** Of its address. */
  parameters: Record<string, string>;
}

export interface ScreenDefinition {
  /** Whom it is for, and those above. */
  role: Role;
  title: Words<{ title: string }>;
  /** Its place in the navigation; left out: it is come to from elsewhere. */
  nav?: { order: number; icon: IconName };
  load(): Promise<{ default: ComponentType<ScreenProps> }>;
}

export const defineScreen = (definition: ScreenDefinition): ScreenDefinition => definition;
