import { jest } from '@jest/globals';
import { KafkaJsClient } from '../../src/platform/kafka/kafkajs-client.js';
import { silent } from '../support/database.js';
import { kafkaClientContract } from './kafka-client-contract.js';

jest.setTimeout(90_000);

kafkaClientContract('KafkaJS', (settings) => new KafkaJsClient(settings, silent));
