import { expect, it } from '@jest/globals';
import { expectSameRowsInAnyBatches } from '../../../test/support/folding.js';
import { rowsOf } from '../../../test/support/given.js';
import { __camel__View } from './__name__.view.js';
import { __camels__ } from './__names__.projection.js';

const given = rowsOf(__camels__, '__name__-1');

it('these facts make this row', () => {
  given([]).thenRow({ id: '1', position: 1 });
});

it('the rows are the same wherever batches end', () => {
  expectSameRowsInAnyBatches(__camels__);
});

it('a row as clients see it is what the schema says', () => {
  for (const row of given([]).rows()) expect(__camel__View.parse(row)).toEqual(row);
});
