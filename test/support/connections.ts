/** TCP connections of this machine that stand, as the kernel knows them: where neither end can be asked. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

interface Connection {
  localPort: number;
  remotePort: number;
  inode: string;
}

const ESTABLISHED = '01';
const portOf = (address: string): number => Number.parseInt(address.split(':')[1]!, 16);

export const standing = (): Connection[] =>
  readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === ESTABLISHED)
    .map(([, local, remote, , , , , , , inode]) => ({
      localPort: portOf(local!),
      remotePort: portOf(remote!),
      inode: inode!,
    }));

/** Whether a process has a connection to a port. */
export function isConnected(pid: number, port: number): boolean {
  const fds = `/proc/${pid}/fd`;
  const sockets = new Set(readdirSync(fds).map((fd) => target(`${fds}/${fd}`)));
  return standing().some(({ remotePort, inode }) => remotePort === port && sockets.has(`socket:[${inode}]`));
}

/** One that was closed meanwhile leads nowhere. */
function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
