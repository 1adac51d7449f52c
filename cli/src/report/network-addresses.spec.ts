import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { fromOtherMachines, networkHosts } from './network-addresses.js';

function at(address: string, internal = false): NetworkInterfaceInfo {
  const common = { address, netmask: '', mac: '', internal, cidr: null };
  return address.includes(':') ? { ...common, family: 'IPv6', scopeid: 0 } : { ...common, family: 'IPv4' };
}

const loopback = [at('127.0.0.1', true), at('::1', true)];

describe('hosts for other machines', () => {
  it('are the addresses in the networks of this machine, not those of its containers', () => {
    const interfaces = {
      lo: loopback,
      docker0: [at('172.17.0.1')],
      'br-3f2a': [at('172.18.0.1')],
      eth0: [at('192.168.1.20'), at('fe80::1'), at('2001:db8::20')],
      tailscale0: [at('100.90.1.2')],
    };
    expect(networkHosts(interfaces)).toEqual(['192.168.1.20', '100.90.1.2']);
  });

  it('are in brackets where there is only IPv6', () => {
    expect(networkHosts({ lo: loopback, eth0: [at('fe80::1'), at('fd00::20')] })).toEqual(['[fd00::20]']);
  });

  it('are at most three, and none without a network', () => {
    expect(networkHosts({ eth0: [1, 2, 3, 4].map((n) => at(`10.0.0.${n}`)) })).toHaveLength(3);
    expect(networkHosts({ lo: loopback, eth0: [at('169.254.7.7')] })).toEqual([]);
  });
});

describe('addresses for other machines', () => {
  it.each([
    ['http://0.0.0.0:8080', ['192.168.1.20', '[fd00::20]'], ['http://192.168.1.20:8080']],
    ['http://[::]:8421', ['[fd00::20]'], ['http://[fd00::20]:8421']],
    ['http://127.0.0.1:8080', ['192.168.1.20'], []],
    ['http://192.168.1.20:8080', ['192.168.1.20'], []],
    ['http://0.0.0.0:8080', [], []],
  ])('of a service at %s on a machine with %j are %j', (address, hosts, expected) => {
    expect(fromOtherMachines(address, hosts)).toEqual(expected);
  });
});
