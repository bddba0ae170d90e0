import { takeServers } from './servers.mjs';

export default takeServers;
