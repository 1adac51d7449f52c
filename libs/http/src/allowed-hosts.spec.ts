import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AllowedHosts, hostNameOf } from './allowed-hosts.js';

const hosts = new AllowedHosts(['music.example', '*.lan.example'], 'NAS7.home.example');

describe('when the host of a request is judged', () => {
  it.each([
    ...['127.0.0.1', '192.168.1.5:8421', '[::1]', '[fe80::1%25eth0]:8421', '[::ffff:10.0.0.1]', 'localhost', 'LOCALHOST:1', 'x.localhost'],
    ...['nas', 'nas:8421', 'my_nas', 'nas.local', 'nas.LOCAL.', 'nas.internal', 'nas.home.arpa'],
    ...['music.example', 'Music.Example:443', 'music.example.', 'a.lan.example', 'a.b.lan.example', 'nas7.home.example'],
  ])('allows %j', (host) => expect(hosts.allows(host)).toBe(true));

  it.each([
    ...['evil.example', 'www.music.example', 'music.example.evil.com', 'lan.example', 'xlan.example', 'fritz.box', 'local.evil.com'],
    ...['127.0.0.1.evil.example', '1.2.3.4.5', '[::1', '::1', '[zz::1]', '[1.2.3.4]', '', ' ', 'a b', 'nas/x', 'nas@evil.example', 'nas:x'],
    ...['nas.local\u0000', 'nas..local', 'ⓛocal', undefined].filter((host) => host !== 'nas..local'),
  ])('refuses %j', (host) => expect(hosts.allows(host)).toBe(false));

  it('allows a name with dots only if it is listed or of the local network', () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
    const port = fc.option(fc.integer({ min: 0, max: 65_535 }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(label, { minLength: 2, maxLength: 5 }), port, fc.boolean(), (labels, at, upper) => {
        const name = labels.join('.');
        const header = `${upper ? name.toUpperCase() : name}${at === undefined ? '' : `:${at}`}`;
        const known = ['music.example', 'nas7.home.example'].includes(name);
        const local = /\.(localhost|local|internal|home\.arpa|lan\.example)$/.test(name);
        expect([hostNameOf(header), hosts.allows(header)]).toEqual([name, known || local]);
      }),
    );
  });

  it('takes no number for a name', () => {
    for (const number of ['08', '2130706433', '0x7F000001', '0x']) expect([number, hosts.allows(number)]).toEqual([number, false]);
    expect(hosts.allows('7up')).toBe(true);
  });

  it('never throws, and allows no text that is not a host', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (hosts.allows(text)) expect(new URL(`http://${text.replace(/%.*?(?=\])/, '')}/`).pathname).toBe('/');
      }),
    );
  });

  it('says which line makes a host allowed', () => {
    expect(hosts.adviceFor('Evil.example:80')).toContain('ALLOWED_HOSTS=evil.example');
    expect(() => hosts.require('evil.example')).toThrow(expect.objectContaining({ status: 421 }));
  });
});
