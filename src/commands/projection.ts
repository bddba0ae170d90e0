/** The stream that tells what was done about a read model, whatever its version is. */
export const projectionStream = (name: string): string => `projection-${name}`;
