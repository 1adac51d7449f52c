import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addressGroupOf } from './address-groups.js';

const hex = (groups: readonly number[]): string => groups.map((group) => group.toString(16)).join(':');
const group16 = fc.integer({ min: 0, max: 0xffff });
const publicGroups = fc.tuple(fc.integer({ min: 0x2000, max: 0x3fff }), ...Array.from({ length: 7 }, () => group16));

describe('when addresses are counted', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1', 'machine'],
    ['127.8.9.1', '127.8.9.1', 'machine'],
    ['::1', '::1', 'machine'],
    ['::ffff:127.0.0.1', '127.0.0.1', 'machine'],
    ['10.0.0.9', '10.0.0.9', 'home'],
    ['172.15.0.1', '172.15.0.1', 'internet'],
    ['172.16.0.1', '172.16.0.1', 'home'],
    ['172.31.255.255', '172.31.255.255', 'home'],
    ['172.32.0.1', '172.32.0.1', 'internet'],
    ['192.168.1.1', '192.168.1.1', 'home'],
    ['192.169.1.1', '192.169.1.1', 'internet'],
    ['169.254.1.1', '169.254.1.1', 'home'],
    ['100.63.0.1', '100.63.0.1', 'internet'],
    ['100.64.0.1', '100.64.0.1', 'home'],
    ['100.128.0.1', '100.128.0.1', 'internet'],
    ['::ffff:c000:0207', '192.0.2.7', 'internet'],
    ['fe80::1%eth0', 'fe80:0:0:0:0:0:0:1', 'home'],
    ['febf::1', 'febf:0:0:0:0:0:0:1', 'home'],
    ['fec0::1', 'fec0:0:0:0::/64', 'internet'],
    ['fc00:0:0:7::1', 'fc00:0:0:7::/64', 'home'],
    ['fdff::1', 'fdff:0:0:0::/64', 'home'],
    ['2001:DB8:0:0:1::', '2001:db8:0:0::/64', 'internet'],
    ['::', '0:0:0:0::/64', 'internet'],
    ['::2', '0:0:0:0::/64', 'internet'],
    ['', 'unknown', 'internet'],
    ['192.0.2.256', 'unknown', 'internet'],
    ['127.1', 'unknown', 'internet'],
    ['nas.example', 'unknown', 'internet'],
    ['1:2', 'unknown', 'internet'],
    ['::1]:80/@[::1', 'unknown', 'internet'],
  ])('takes %s for %s, of the %s', (address, name, network) => {
    expect(addressGroupOf(address)).toEqual({ name, network });
  });

  it('gives one name to all addresses of a /64, however they are written, and another to every other /64', () => {
    fc.assert(
      fc.property(publicGroups, publicGroups, (one, other) => {
        const name = addressGroupOf(hex(one)).name;
        expect(name).toBe(`${hex(one.slice(0, 4))}::/64`);
        const neighbour = [...one.slice(0, 4), ...other.slice(4)];
        expect(addressGroupOf(hex(neighbour).toUpperCase()).name).toBe(name);
        const same = hex(one.slice(0, 4)) === hex(other.slice(0, 4));
        expect(addressGroupOf(hex(other)).name === name).toBe(same);
      }),
    );
  });

  it('takes an IPv4 address for the same in its IPv6 form', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(addressGroupOf(`::ffff:${address}`)).toEqual(addressGroupOf(address));
        expect(addressGroupOf(`::FFFF:${address}%3`).name).toBe(address);
      }),
    );
  });

  it('takes anything, without fail', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.ipV6(), fc.string({ unit: fc.constantFrom('0', 'f', ':', '.', '%', '[', ']', '1') })),
        (text) => {
          expect(addressGroupOf(text).name).toMatch(/^(unknown|[\d.]{7,15}|::1|[0-9a-f:]+(::\/64)?)$/);
        },
      ),
    );
  });
});
