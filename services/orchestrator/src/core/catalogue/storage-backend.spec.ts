import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseObjectBackend } from './storage-backend.js';

const good = { bucket: 'music', endpoint: 'https://s3.example' };

describe('when object storage is described (behaviour 141)', () => {
  it('keeps the given values and drops slashes at their ends', () => {
    const text = { ...good, endpoint: 'https://s3.example/', region: 'eu-1', prefix: '/a/音乐/', publicBaseUrl: 'https://cdn.example/m//' };
    expect(parseObjectBackend('cloud', text).objectStorage).toEqual({
      bucket: 'music',
      endpoint: 'https://s3.example',
      region: 'eu-1',
      prefix: 'a/音乐',
      publicBaseUrl: 'https://cdn.example/m',
    });
    expect(parseObjectBackend('cloud', good).objectStorage).toMatchObject({
      region: undefined,
      prefix: undefined,
      publicBaseUrl: undefined,
    });
  });

  it.each([
    ['name', { name: '' }],
    ['name', { name: 'a b' }],
    ['bucket', { bucket: 'a/b' }],
    ['bucket', { bucket: '' }],
    ['endpoint', { endpoint: '' }],
    ['endpoint', { endpoint: 's3.example' }],
    ['endpoint', { endpoint: 'file:///etc' }],
    ['region', { region: 'eu 1' }],
    ['prefix', { prefix: 'a/../b' }],
    ['prefix', { prefix: 'a//b' }],
    ['prefix', { prefix: 'a\\b' }],
    ['prefix', { prefix: '音'.repeat(200) }],
    ['public base URL', { publicBaseUrl: 'javascript:alert(1)' }],
  ])('refuses a malformed %s: %j', (what, wrong: Record<string, string>) => {
    const { name = 'cloud', ...text } = wrong;
    expect(() => parseObjectBackend(name, { ...good, ...text })).toThrow(
      expect.objectContaining({ code: 'invalid_argument', message: expect.stringContaining(`the ${what} of`) }),
    );
  });

  it('refuses secrets in addresses and does not repeat them', () => {
    const secret = fc.stringMatching(/^[a-z0-9]{8,20}$/).map((text) => `zq${text}`);
    const forms = fc.constantFrom(
      (s: string) => `https://key:${s}@s3.example`,
      (s: string) => `https://${s}@s3.example`,
      (s: string) => `https://s3.example/?X-Amz-Signature=${s}`,
      (s: string) => `https://s3.example/#${s}`,
    );
    fc.assert(
      fc.property(secret, forms, fc.constantFrom('endpoint', 'publicBaseUrl'), (text, form, key) => {
        let fault: { code?: string; message?: string; hint?: string } = {};
        try {
          parseObjectBackend('cloud', { ...good, [key]: form(text) });
        } catch (error) {
          fault = error as typeof fault;
        }
        expect(fault.code).toBe('invalid_argument');
        expect(`${fault.message} ${fault.hint}`).not.toContain(text);
      }),
    );
  });
});
