import { describe, expect, it } from '@jest/globals';
import { registered, SECRET_ID } from '../../test/support/facts.js';
import { decidingOn } from '../../test/support/given.js';
import { happenedAt } from '../../test/support/history.js';
import { DestinationDeleted } from '../events/destination-deleted.js';
import { DestinationDisabled } from '../events/destination-disabled.js';
import { destinationView } from '../views/destination.js';
import { destinationFold } from './destination.js';
import { destinationViewOf } from './destination-view.js';

const given = decidingOn(destinationFold);
const withSecrets = registered({
  headers: [{ name: 'X-Key', secretId: SECRET_ID }],
  auth: { type: 'basic', secretId: SECRET_ID },
});

describe('a destination as its commands answer it', () => {
  it('is what the schema says, with no value and no secret’s id in it', () => {
    const { at } = given([withSecrets, DestinationDisabled.of({ reason: 'gone' })]);
    const view = destinationViewOf('orders', at, 'half-open');
    expect(destinationView.parse(view)).toEqual(view);
    expect(view).toMatchObject({
      name: 'orders',
      state: 'disabled',
      breaker: 'half-open',
      version: 2,
      headers: { 'X-Key': '***' },
      auth: { type: 'basic', username: '***', password: '***' },
      createdAt: happenedAt(1),
      changedAt: happenedAt(2),
    });
    expect(JSON.stringify(view)).not.toContain(SECRET_ID);
  });

  it('is not made of one that is gone', () => {
    const { at } = given([registered(), DestinationDeleted.of({})]);
    expect(() => destinationViewOf('orders', at, 'half-open')).toThrow('the destination orders does not exist');
  });
});
