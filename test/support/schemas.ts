/** The faults of a file by a schema of test/shipped/schemas, each with its place. */
import { Ajv2020 as Ajv } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readShipped } from './containers.js';

export function faultsBy(schema: string, ref = ''): (file: unknown) => string[] {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(JSON.parse(readShipped(`test/shipped/schemas/${schema}.json`)), schema);
  const validate = ajv.compile({ $ref: schema + ref });
  return (file) =>
    validate(file) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}
