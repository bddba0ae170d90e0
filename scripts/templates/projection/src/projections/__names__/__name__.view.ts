import { z } from 'zod';

/** As clients see it. Absent is null, never left out. */
export const __camel__View = z.strictObject({ id: z.string(), position: z.int() }).meta({ id: '__Name__' });
export type __Name__View = z.infer<typeof __camel__View>;
