/** The shapes of the contract that the console shows. */
import type { components } from '../../../contracts/openapi.js';

type Schemas = components['schemas'];

export type Problem = Schemas['Problem'];
export type Role = Whoami['role'];
export type Whoami = Schemas['Whoami'];
export type Input = Schemas['Input'];
export type InputStatus = Input['status'];
export type AttemptRequest = Schemas['AttemptRequest'];
export type Event = Schemas['Event'];
export type Statistics = Schemas['Statistics'];
export type StatisticsBucket = Schemas['StatisticsBucket'];
export type Projection = Schemas['Projection'];
export type Relay = Schemas['Relay'];
export type Readiness = Schemas['Readiness'];
export type Operation = Schemas['Operation'];
export type ParkedEvent = Schemas['ParkedEvent'];
export type DeadLetters = Schemas['DeadLetters'];
export type Destination = Schemas['Destination'];
export type DestinationPolicy = Schemas['DestinationPolicy'];
export type NewDestination = Schemas['NewDestination'];
export type AccessKey = Schemas['AccessKey'];
export type AccessKeyInput = Schemas['AccessKeyInput'];

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
