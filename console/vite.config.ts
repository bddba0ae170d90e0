/** How the console is built: files named by their content, compressed beforehand, and a list of the addresses it stands at. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { addressOf } from './src/routing/address.js';

const SCREENS = join(import.meta.dirname, 'src', 'screens');

/** What `npx vite` passes on to an Intake that runs here. */
const INTAKE = process.env.INTAKE_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  root: 'src',
  base: '/console/',
  plugins: [react(), tellAddresses(), compress()],
  // Nothing inline: the page's policy forbids it.
  build: { target: 'es2023', cssTarget: ['chrome123', 'firefox121', 'safari17.5'], assetsInlineLimit: 0 },
  server: { proxy: Object.fromEntries(['/v1', '/health', '/console/session'].map((path) => [path, INTAKE])) },
});

/** The server answers these with the page, and nothing else. */
function tellAddresses(): Plugin {
  return {
    name: 'intake-addresses',
    apply: 'build',
    generateBundle() {
      const addresses = ['/', ...readdirSync(SCREENS).map(addressOf)];
      this.emitFile({ type: 'asset', fileName: 'addresses.json', source: JSON.stringify(addresses) });
    },
  };
}

/** Once, and as well as can be, instead of for each browser. */
function compress(): Plugin {
  const forms: [string, (bytes: Buffer) => Promise<Buffer>][] = [
    ['gz', (bytes) => promisify(gzip)(bytes, { level: 9 })],
    ['br', promisify<Buffer, Buffer>(brotliCompress)],
  ];
  return {
    name: 'intake-compress',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      for (const name of Object.keys(bundle).filter((each) => /\.(js|css|svg)$/.test(each))) {
        const bytes = readFileSync(join(dir, name));
        for (const [ending, form] of forms) writeFileSync(join(dir, `${name}.${ending}`), await form(bytes));
      }
    },
  };
}
