/** The types of the contract, made beside it. */
export type * from '../../contracts/openapi.js';
