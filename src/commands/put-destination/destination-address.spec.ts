import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../config.js';
import { DestinationAddress } from './destination-address.js';

const address = (allowPrivate: boolean) =>
  new DestinationAddress(readConfig({ INTAKE_ALLOW_PRIVATE_DESTINATIONS: allowPrivate ? 'on' : 'off' }));
const publicOnly = address(false);
const refusal = { code: 'validation-failed', more: { errors: [{ in: 'body', pointer: '/url' }] } };

describe('the address of a destination, when it is saved', () => {
  it.each([
    'http://127.0.0.1/',
    'http://[::1]:8080/x',
    'http://169.254.169.254/latest',
    'http://0x7f.1/',
    'http://localhost/',
  ])('%s is refused where only public ones are allowed, and taken where private ones are', async (url) => {
    await expect(publicOnly.check(url)).rejects.toMatchObject(refusal);
    await address(true).check(url);
  });

  it('a public one is taken', async () => {
    await publicOnly.check('https://8.8.8.8:8443/in?x=1');
    await publicOnly.check('https://[2606:4700::1111]/');
  });

  it('a name that does not resolve now is taken: the connection will tell', async () => {
    await publicOnly.check('https://nowhere.invalid/');
  });

  it.each([true, false])('a user or password in it is refused (private allowed: %s)', async (allowPrivate) => {
    for (const url of ['https://user@8.8.8.8/', 'https://:secret@8.8.8.8/']) {
      await expect(address(allowPrivate).check(url)).rejects.toMatchObject(refusal);
    }
  });
});
