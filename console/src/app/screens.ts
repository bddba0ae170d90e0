/** Every screen there is: each folder of `screens/` is one, with no list to edit. */
import { type ComponentType, lazy } from 'react';
import { addressOf, match } from '../routing/address.js';
import type { ScreenDefinition, ScreenProps } from './screen.js';

export interface Screen extends ScreenDefinition {
  address: string;
  Page: ComponentType<ScreenProps>;
}

const found = import.meta.glob<{ screen: ScreenDefinition }>('../screens/*/screen.ts', { eager: true });

const screens: readonly Screen[] = Object.entries(found).map(([path, { screen }]) => ({
  ...screen,
  address: addressOf(path.split('/').at(-2)!),
  Page: lazy(screen.load),
}));

export const navigation = screens.filter(({ nav }) => nav).toSorted((a, b) => a.nav!.order - b.nav!.order);

/** So that its file is on its way before it is known who looks: most who come to an address may see it. */
export const fetchScreenAt = (path: string): void =>
  // What cannot be loaded is said where it is to be shown.
  void screenAt(path === '' ? navigation[0]!.address : path)
    ?.load()
    .catch(() => {});

export function screenAt(path: string): (Screen & ScreenProps) | null {
  for (const screen of screens) {
    const parameters = match(screen.address, path);
    if (parameters) return { ...screen, parameters };
  }
  return null;
}
