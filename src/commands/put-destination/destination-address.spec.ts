import { describe, expect, it } from '@jest/globals';
import { hostileUrls } from '../../../test/support/hostile-urls.js';
import { AllowedAddresses } from '../../platform/http/allowed-address.js';
import { DestinationAddress } from './destination-address.js';

const address = (opened: boolean | string[]) => new DestinationAddress(new AllowedAddresses(opened));
const publicOnly = address(false);
const refusal = { code: 'validation-failed', more: { errors: [{ in: 'body', pointer: '/url' }] } };

describe('the address of a destination, when it is saved', () => {
  it.each(hostileUrls(80))('%s is refused where only public ones are allowed', async (url) => {
    await expect(publicOnly.check(url)).rejects.toMatchObject(refusal);
  });

  it('a private one is taken where private ones are allowed, or where its network is opened', async () => {
    for (const url of ['http://10.1.2.3/', 'http://[fd00::7]/', 'http://localhost/']) await address(true).check(url);
    const some = address(['10.1.0.0/16']);
    await some.check('http://10.1.2.3/');
    await expect(some.check('http://10.2.0.1/')).rejects.toMatchObject(refusal);
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
