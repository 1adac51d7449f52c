import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addressClass } from './address-class.js';
import { PrivateHosts } from './private-hosts.js';

const dotted = (number: number): string => [24, 16, 8, 0].map((bits) => (number >>> bits) & 255).join('.');
const groups = (number: number): string => `${(number >>> 16).toString(16)}:${(number & 0xffff).toString(16)}`;
const from = (start: string, bits: number): [number, number] => {
  const first = start.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return [first, first + 2 ** (32 - bits) - 1];
};

/** Every block that is not of the internet, from IANA's registry of special addresses. */
const blocks = (
  [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const
).map(([start, bits]) => from(start, bits));

const inBlock = fc.constantFrom(...blocks).chain(([first, last]) => fc.integer({ min: first, max: last }));
/** Deprecated anycast, AS112 and AMT are refused without being listed above. */
const special = [...blocks, from('192.88.99.0', 24), from('192.175.48.0', 24), from('192.31.196.0', 24), from('192.52.193.0', 24)];
const outside = fc
  .integer({ min: 0, max: 2 ** 32 - 1 })
  .filter((number) => !special.some(([first, last]) => number >= first && number <= last));

describe('when addresses are classed', () => {
  it('counts no address of a block outside the internet as public, in no form of IPv6 either', () => {
    fc.assert(
      fc.property(inBlock, (number) => {
        const embedded = groups(number);
        const forms = [
          ...[dotted(number), `::ffff:${dotted(number)}`, `::ffff:${embedded}`, `::${embedded}`, `64:ff9b::${embedded}`],
          ...[`64:ff9b:1::${embedded}`, `2002:${embedded}::1`, `2001:0:${embedded}::`, `::ffff:0:${embedded}`],
        ];
        for (const form of forms) expect([form, addressClass(form)]).not.toEqual([form, 'public']);
      }),
    );
  });

  it('counts every other IPv4 address as public, also as NAT64 and mapped into IPv6', () => {
    fc.assert(
      fc.property(outside, (number) => {
        for (const form of [dotted(number), `::ffff:${dotted(number)}`, `64:ff9b::${groups(number)}`])
          expect([form, addressClass(form)]).toEqual([form, 'public']);
      }),
    );
  });

  it.each([
    ['169.254.169.254', 'link-local'],
    ['fd00:ec2::254', 'unique-local'],
    ['fc00::1', 'unique-local'],
    ['fe80::1', 'link-local'],
    ['fe80::1%eth0', 'link-local'],
    ['fec0::1', 'reserved'],
    ['::1', 'loopback'],
    ['::', 'unspecified'],
    ['::ffff:127.0.0.1', 'loopback'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['ff02::1', 'multicast'],
    ['255.255.255.255', 'broadcast'],
    ['100.64.0.1', 'shared (carrier-grade NAT)'],
    ['2001:db8::1', 'reserved'],
    ['4000::1', 'reserved'],
    ['2606:4700:4700::1111', 'public'],
    ['nonsense', 'reserved'],
    ['', 'reserved'],
  ])('calls %s %s', (address, expected) => {
    expect(addressClass(address)).toBe(expected);
  });
});

describe('when the owner names hosts', () => {
  const hosts = new PrivateHosts(['NAS.lan', 'bücher.home', '192.168.1.0/24', '10.0.0.7', '[fd00::]/8', '::1']);

  it('knows names as addresses spell them, complete names too', () => {
    expect(['nas.lan', 'nas.lan.', 'xn--bcher-kva.home'].map((name) => hosts.hasName(name))).toEqual([true, true, true]);
    expect(['evil.nas.lan', 'nas.lan.evil', 'lan', ''].map((name) => hosts.hasName(name))).toEqual([false, false, false, false]);
  });

  it('knows addresses and networks in every form, and no neighbour', () => {
    const known = ['192.168.1.255', '::ffff:192.168.1.1', '10.0.0.7', 'fd12::1', '::1'];
    expect(known.map((address) => hosts.hasAddress(address))).toEqual(known.map(() => true));
    const unknown = ['192.168.2.0', '10.0.0.8', '127.0.0.1', 'fe80::1', 'nas.lan', ''];
    expect(unknown.map((address) => hosts.hasAddress(address))).toEqual(unknown.map(() => false));
  });

  it.each(['http://nas', 'nas:80', 'user@nas', '*.lan', '192.168.1.0/33', '192.168.1', 'a b', '', '/24', 'nas/24'])(
    'refuses %p',
    (word) => {
      expect(() => new PrivateHosts([word])).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
    },
  );
});
