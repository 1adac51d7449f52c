import type { NetworkInterfaceInfo } from 'node:os';

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** Networks between this machine and its own containers and virtual machines. */
const virtual = /^(?:docker|podman|cni|br-|veth|virbr|vnet|lxc|lxd|flannel|cali|kube)/;
/** Valid on one cable only (RFC 3927; RFC 4291, section 2.5.6). */
const linkLocal = /^(?:169\.254\.|fe[89ab])/i;
/** More would hide the first lines of `up`. */
const most = 3;

/** The hosts of this machine in its networks, as they are written in addresses: IPv4, or IPv6 where there is nothing else. */
export function networkHosts(interfaces: Interfaces): readonly string[] {
  const found = Object.entries(interfaces)
    .filter(([name]) => !virtual.test(name))
    .flatMap(([, addresses = []]) => addresses)
    .filter(({ internal, address }) => !internal && !linkLocal.test(address));
  const ofFamily = (wanted: 'IPv4' | 'IPv6') => found.filter(({ family }) => family === wanted).map(({ address }) => address);
  const [four, six] = [ofFamily('IPv4'), ofFamily('IPv6').map((address) => `[${address}]`)];
  return (four.length > 0 ? four : six).slice(0, most);
}

/**
 * Where other machines reach a service that listens at `address`. None if it listens on this machine alone, or at one address, which
 * says it itself.
 */
export function fromOtherMachines(address: string, hosts: readonly string[]): readonly string[] {
  const { protocol, hostname, port } = new URL(address);
  if (hostname !== '0.0.0.0' && hostname !== '[::]') return [];
  const fitting = hostname === '[::]' ? hosts : hosts.filter((host) => !host.startsWith('['));
  return fitting.map((host) => `${protocol}//${host}${port === '' ? '' : `:${port}`}`);
}
