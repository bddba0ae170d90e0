/** node reset.mjs earliest | <time>: where the group begins when it starts again. It must not run meanwhile. */
import { groupId, kafka, topic } from './connection.mjs';

const [where] = process.argv.slice(2);
const time = Date.parse(where);
if (where !== 'earliest' && Number.isNaN(time)) {
  console.error('node reset.mjs earliest | 2026-01-31T12:00:00Z');
  process.exit(2);
}

const admin = kafka.admin();
await admin.connect();
try {
  const partitions =
    where === 'earliest'
      ? (await admin.fetchTopicOffsets(topic)).map(({ partition, low }) => ({ partition, offset: low }))
      : await admin.fetchTopicOffsetsByTimestamp(topic, time);
  await admin.setOffsets({ groupId, topic, partitions });
  for (const { partition, offset } of partitions) console.log(`partition ${partition} begins at ${offset}`);
} catch (error) {
  console.error(`not reset: ${error.message}`);
  process.exitCode = 1;
} finally {
  await admin.disconnect();
}
