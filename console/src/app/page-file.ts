/**
 * The file of a screen's page, fetched once. Not by React's `lazy`: what that has held back is shown 300 ms later at the
 * earliest, however soon the file is there, and only then does the page ask for what it shows.
 */
import { type ComponentType, useEffect, useState } from 'react';
import type { ScreenDefinition, ScreenProps } from './screen.js';

export class PageFile {
  /** null: not there yet. */
  page: ComponentType<ScreenProps> | null = null;
  private fetching: Promise<void> | null = null;

  constructor(private readonly load: ScreenDefinition['load']) {}

  /** What could not be fetched is fetched anew the next time. */
  fetch(): Promise<void> {
    this.fetching ??= this.load().then(
      ({ default: page }) => {
        this.page = page;
      },
      (error) => {
        this.fetching = null;
        throw error;
      },
    );
    return this.fetching;
  }
}

/** null until it is there. Throws what keeps it from being loaded. */
export function usePage(file: PageFile): ComponentType<ScreenProps> | null {
  const [outcome, setOutcome] = useState<{ error: unknown } | null>(null);
  useEffect(() => {
    if (file.page) return;
    let isWanted = true;
    const tell = (error: unknown) => isWanted && setOutcome({ error });
    file.fetch().then(() => tell(null), tell);
    return () => {
      isWanted = false;
    };
  }, [file]);
  if (outcome?.error) throw outcome.error;
  return file.page;
}
