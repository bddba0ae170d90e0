import { describe, it } from '@jest/globals';
import { expectSameRowsInAnyBatches } from '../../../test/support/folding.js';
import { rowsOf } from '../../../test/support/given.js';
import { happenedAt } from '../../../test/support/history.js';
import { AccessKeyIssued } from '../../events/access-key-issued.js';
import { AccessKeyRevoked } from '../../events/access-key-revoked.js';
import { accessKeys } from './access-keys.projection.js';

const given = rowsOf(accessKeys, 'access-key-abcdefgh');
const issued = AccessKeyIssued.of({
  ...{ name: 'checkout', owner: 'shop', roles: ['submitter'] },
  ...{ destinations: ['orders'], expiresAt: null, hash: 'hash' },
});
const revoked = AccessKeyRevoked.of({});

describe('what is known of an access key', () => {
  it('what it may do, and who issued it; nothing of the key itself', () => {
    given([issued]).thenRow({
      id: 'abcdefgh',
      position: 1,
      name: 'checkout',
      owner: 'shop',
      roles: ['submitter'],
      destinations: ['orders'],
      createdAt: happenedAt(1),
      createdBy: 'tester',
      expiresAt: null,
      revokedAt: null,
      revokedBy: null,
    });
  });

  it('when it was taken back, and by whom', () => {
    given([issued, revoked]).thenRow({ position: 1, revokedAt: happenedAt(2), revokedBy: 'tester' });
  });

  it('never of one that was not issued: its end stops the projection', () => {
    given([revoked]).thenRefused(/AccessKeyRevoked at 1 is about a key that was not issued/);
  });
});

it('the rows are the same wherever batches end', () => {
  expectSameRowsInAnyBatches(accessKeys);
});
