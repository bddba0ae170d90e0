/** Every screen there is: each folder of `screens/` is one, with no list to edit. */
import { addressOf, match } from '../routing/address.js';
import { PageFile } from './page-file.js';
import type { ScreenDefinition, ScreenProps } from './screen.js';

export interface Screen extends ScreenDefinition {
  address: string;
  file: PageFile;
}

const found = import.meta.glob<{ screen: ScreenDefinition }>('../screens/*/screen.ts', { eager: true });

const screens: readonly Screen[] = Object.entries(found).map(([path, { screen }]) => ({
  ...screen,
  address: addressOf(path.split('/').at(-2)!),
  file: new PageFile(screen.load),
}));

export const navigation = screens.filter(({ nav }) => nav).toSorted((a, b) => a.nav!.order - b.nav!.order);

/** So that its file is on its way before it is known who looks: most who come to an address may see it. */
export const fetchScreenAt = (path: string): void =>
  // What cannot be loaded is said where it is to be shown.
  void screenAt(path === '' ? navigation[0]!.address : path)
    ?.file.fetch()
    .catch(() => {});

export function screenAt(path: string): (Screen & ScreenProps) | null {
  for (const screen of screens) {
    const parameters = match(screen.address, path);
    if (parameters) return { ...screen, parameters };
  }
  return null;
}
