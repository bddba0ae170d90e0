/** What waits to be delivered, as the to-do list has it. */
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AnswersFor } from '../../platform/answers-for.js';
import { type Backlog, Backlogs } from '../../views/backlog.js';
import { DeliveryRow } from './delivery.entity.js';

@AnswersFor(Backlogs)
@Injectable()
export class ToDoBacklogs extends Backlogs {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  /** What was given up only stands in the line of its ordering key, and what is for later does not wait yet. */
  async of(destination: string | null): Promise<Backlog> {
    const { schema, tableName } = this.dataSource.getMetadata(DeliveryRow);
    const [backlog] = await this.dataSource.query<Backlog[]>(
      `select count(*)::integer as "queueDepth", min(wanted_at) as "oldestPending" from "${schema}"."${tableName}"
        where due_at is not null and wanted_at <= clock_timestamp() and ($1::text is null or destination = $1)`,
      [destination],
    );
    return backlog!;
  }
}
