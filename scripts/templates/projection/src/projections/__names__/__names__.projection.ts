/** What is known, in one sentence. */
import { defineProjection } from '../../platform/projector/projection.js';
import { __Name__Row } from './__name__.entity.js';

export const __camels__ = defineProjection<__Name__Row>({
  name: '__names__',
  version: 1,
  follows: 'stream',
  entity: __Name__Row,
  key: ({ stream }) => ({ id: stream.slice('__name__-'.length) }),
  streamOf: ({ id }) => `__name__-${id}`,
  on: {},
});
