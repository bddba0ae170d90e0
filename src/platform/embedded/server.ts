/** What an embedded server gives to the rest: where it listens, and how to end it. */
export interface EmbeddedServer<Address> {
  address: Address;
  port: number;
  pid: number;
  /** Resolves when its process has ended, asked or not. */
  ended: Promise<unknown>;
  /** Ends it in order and waits until it is gone. */
  stop(): Promise<void>;
}

/** Told to a person in one line: what is being fetched or started. */
export type Progress = (line: string) => void;
