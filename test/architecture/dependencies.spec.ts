/** What comes from others: each package has a reason, a version, a digest, and runs nothing by itself unasked. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const ROOT = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

type Versions = Record<string, string>;
interface Manifest {
  dependencies?: Versions;
  devDependencies?: Versions;
  optionalDependencies?: Versions;
  allowScripts?: Record<string, boolean>;
}
interface Locked {
  resolved?: string;
  integrity?: string;
  link?: boolean;
  hasInstallScript?: boolean;
}

const manifests = ['package.json', 'cli/package.json', 'console/package.json'].map(
  (path) => JSON.parse(read(path)) as Manifest,
);
const wanted: Versions = Object.assign(
  {},
  ...manifests.map(({ dependencies, devDependencies, optionalDependencies }) => ({
    ...dependencies,
    ...devDependencies,
    ...optionalDependencies,
  })),
);
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };

/** The names in the first column of a page's tables. */
const explained = (page: string): string[] =>
  [...page.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!),
  );

describe('dependencies', () => {
  it('have a reason each, and no reason is left of one that is gone', () => {
    expect(explained(read('docs/dependencies.md')).sort()).toEqual(Object.keys(wanted).sort());
  });

  it('are pinned exactly', () => {
    expect(Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  it('run nothing at their installation that is not decided on (protection: allowScripts)', () => {
    const withScripts = Object.entries(packages).flatMap(([place, { hasInstallScript }]) =>
      hasInstallScript ? [place.replace(/^.*node_modules\//, '')] : [],
    );
    expect(Object.keys(manifests[0]!.allowScripts!).sort()).toEqual([...new Set(withScripts)].sort());
  });

  it('name no registry in the lock file', () => {
    const addresses = Object.entries(packages).filter(([, { resolved, link }]) => resolved !== undefined && !link);
    expect(addresses).toEqual([]);
  });
});
