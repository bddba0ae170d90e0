/** Columns whose rows must read back exactly as they were folded. */
import { Column } from 'typeorm';

/** A time: RFC 3339 text in the row, timestamptz with milliseconds in the table. */
export const InstantColumn = ({ name, nullable = false }: { name: string; nullable?: boolean }): PropertyDecorator =>
  Column({
    name,
    nullable,
    type: 'timestamptz',
    precision: 3,
    transformer: {
      to: (text: string | null) => text,
      from: (time: Date | null) => time?.toISOString() ?? null,
    },
  });

/** A position in the log. */
export const PositionColumn = (): PropertyDecorator =>
  Column({ type: 'bigint', transformer: { to: (value: number) => value, from: Number } });
