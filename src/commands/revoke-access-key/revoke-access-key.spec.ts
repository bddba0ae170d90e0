import { describe, it } from '@jest/globals';
import { decidingOn } from '../../../test/support/given.js';
import { accessKeyFold } from '../../access/access-key.js';
import { AccessKeyIssued } from '../../events/access-key-issued.js';
import { AccessKeyRevoked } from '../../events/access-key-revoked.js';
import { decide } from './revoke-access-key.handler.js';

const given = decidingOn(accessKeyFold);
const issued = AccessKeyIssued.of({
  ...{ name: 'checkout', owner: 'shop', roles: ['submitter'] },
  ...{ destinations: null, expiresAt: null, hash: 'hash' },
});

describe('revoking an access key', () => {
  it('is a fact', () => {
    given([issued])
      .when(({ state }) => decide(state))
      .thenHappened([AccessKeyRevoked.of({})]);
  });

  it('happens once', () => {
    given([issued, AccessKeyRevoked.of({})])
      .when(({ state }) => decide(state))
      .thenNothing();
  });

  it('needs one', () => {
    given([])
      .when(({ state }) => decide(state))
      .thenRefused('not-found');
  });
});
