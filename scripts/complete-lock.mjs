// Adds to package-lock.json what `npm install` leaves out where a registry serves only this platform's binaries:
// the optional packages for other systems. Without their entries `npm ci` refuses the lock file everywhere.
// Run after changing a dependency. Each name tells its system, so none of them is ever fetched on another one.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/root.mjs';

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];

const path = join(root, 'package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8'));

const platformOf = (name) => {
  const os = SYSTEMS.find((system) => name.includes(system));
  const cpu = PROCESSORS.find((processor) => name.includes(`-${processor}`));
  return os && cpu && { os: [os], cpu: [cpu], ...(name.includes('musl') && { libc: ['musl'] }) };
};

let added = 0;
for (const owner of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`;
    const platform = platformOf(name);
    if (lock.packages[place] || !platform) continue;
    lock.packages[place] = { version, ...platform, ...(owner.dev && { dev: true }), optional: true };
    added++;
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = Object.fromEntries(sorted);
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages for other systems added to package-lock.json`);
