import { giveBackServers } from './servers.mjs';

export default giveBackServers;
