/** A stand-in for Intake: starts the embedded servers as the built Intake would, says so in one line, stops them on SIGTERM. */
import { startEmbedded } from '../../dist/platform/embedded/embedded.js';

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const given = JSON.parse(process.argv[2]);
const config = {
  ...{ databaseUrl: null, adminKey: null, encryptionKey: null },
  ...{ embeddedPostgresPort: null, embeddedKafkaPort: null, dataDirGiven: true },
  ...given,
  kafka: { brokers: given.withKafka ? null : ['127.0.0.1:1'] },
};

try {
  const servers = await startEmbedded(config, (line) => say({ progress: line }));
  const alive = setInterval(() => {}, 60_000);
  process.on('SIGINT', () => say({ interrupted: true }));
  process.on('SIGTERM', async () => {
    clearInterval(alive);
    await servers.stop();
    say({ stopped: true });
  });
  say({ started: { ...servers, encryptionKey: servers.encryptionKey?.toString('base64') } });
} catch (error) {
  say({ refused: error.name === 'StartRefused' ? error.message : `NOT A REFUSAL: ${error.stack}` });
  process.exitCode = 1;
}
