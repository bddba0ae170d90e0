/** Who calls. Every command writes the actor into its events, every key of an input belongs to the owner. */
export interface Caller {
  actor: string;
  owner: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every request under /v1 before its handler runs. */
    caller: Caller;
  }
}
