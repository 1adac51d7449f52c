import type { QualityLabel } from '@catalogsync/catalog';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareForPlayback, type PlayableFile } from './playable-file.js';
import { bucketSeconds, expiryBucket, type ObjectLinks, type PlaybackLinkSigner, PlaybackResolver } from './resolve-playback.js';

const file = (locationId: number, quality: QualityLabel, publicUrl: string | null = null, sizeBytes: number | null = 1): PlayableFile => ({
  locationId,
  quality,
  ext: 'flac',
  sizeBytes: sizeBytes ?? undefined,
  publicUrl: publicUrl ?? undefined,
});

const signer: PlaybackLinkSigner = { sign: async (id, expiresAt) => `token-${id}-${expiresAt}` };
const resolver = new PlaybackResolver(signer, { now: () => 1_000_000_000_000 }, 3600);
const origin = (): string => 'http://nas:8423';

describe('when the expiry of a link is computed', () => {
  it('gives at least the lifetime and at most a bucket more, always on a bucket boundary', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: 60, max: 604_800 }), (now, ttl) => {
        const expiresAt = expiryBucket(now, ttl);
        const bucket = bucketSeconds(ttl);
        expect(Number.isSafeInteger(expiresAt)).toBe(true);
        expect(expiresAt % bucket).toBe(0);
        expect(expiresAt - now / 1000).toBeGreaterThanOrEqual(ttl - 1e-6);
        expect(expiresAt - now / 1000).toBeLessThan(ttl + bucket);
      }),
    );
  });

  it('never moves back as time passes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.nat(1e8), (now, later) => {
        expect(expiryBucket(now + later, 3600)).toBeGreaterThanOrEqual(expiryBucket(now, 3600));
      }),
    );
  });
});

describe('when the file to play is chosen', () => {
  it('prefers quality, then a public copy, then the larger, then the older file', () => {
    const files = [
      file(1, 'high', 'https://cdn/1'),
      file(2, 'lossless'),
      file(3, 'lossless', 'https://cdn/3'),
      file(4, 'lossless', null, 9),
      file(5, 'unknown', null, 99),
      file(6, 'lossless', null, null),
      file(7, 'lossless', null, 9),
    ];
    expect([...files].sort(compareForPlayback).map((one) => one.locationId)).toEqual([3, 4, 7, 2, 6, 1, 5]);
  });

  it('does not depend on the order of the files', async () => {
    const labels = fc.constantFrom<QualityLabel>('hires', 'lossless', 'high', 'unknown');
    const url = fc.option(fc.constant('https://cdn/x'));
    const files = fc.uniqueArray(fc.tuple(fc.nat(50), labels, url, fc.option(fc.nat(3))), { selector: ([id]) => id, minLength: 1 });
    await fc.assert(
      fc.asyncProperty(files, async (tuples) => {
        const made = tuples.map((tuple) => file(...tuple));
        expect(await resolver.resolve(made, origin)).toEqual(await resolver.resolve(made.toReversed(), origin));
      }),
    );
  });

  it('distinguishes an absent file from an absent quality', async () => {
    expect(await resolver.resolve([], origin)).toBe('no_playable_file');
    expect(await resolver.resolve([file(1, 'high')], origin, 'hires')).toBe('no_such_quality');
  });

  it('needs no signature and no origin to play a public copy', async () => {
    const unused = (): never => {
      throw new Error('not to be asked');
    };
    const keyless = new PlaybackResolver({ sign: unused }, { now: unused }, 3600);
    expect(await keyless.resolve([file(1, 'high', 'https://cdn/1')], unused)).toMatchObject({
      playback: { delivery: 'public', expiresAt: undefined },
    });
  });
});

describe('when a file is in object storage that is read at signed addresses', () => {
  const backend = { name: 'cloud', endpoint: 'https://s3.example', region: null, bucket: 'music', prefix: null };
  const stored = (id: number, quality: QualityLabel): PlayableFile => ({ ...file(id, quality), stored: { backend, key: `${id}.flac` } });
  const objects: ObjectLinks = {
    canSign: (name) => name === 'cloud',
    sign: async ({ key }, { now, bucketSeconds: bucket, ttlSeconds }) => ({
      url: `https://s3.example/music/${key}?signed=${Math.floor(now / 1000 / bucket)}`,
      expiresAt: now + ttlSeconds * 1000,
    }),
  };
  const withKey = new PlaybackResolver(signer, { now: () => 1_000_000_000_000 }, 7 * 24 * 3600, objects);

  it('leads to a signed address, which a client is told of as public and with its end', async () => {
    expect(await withKey.resolve([stored(1, 'high')], origin)).toEqual({
      playback: expect.objectContaining({
        url: expect.stringMatching(/^https:\/\/s3\.example\/music\/1\.flac\?signed=\d+$/),
        delivery: 'public',
        // The longest that such signatures may be good for is a week, of which a seventh is the bucket.
        expiresAt: new Date(1_000_000_000_000 + 6 * 24 * 3_600_000).toISOString(),
      }),
      version: expect.stringMatching(/^s1-/),
    });
  });

  it('prefers a fixed address to it, and it to the origin', async () => {
    const chosen = async (...files: PlayableFile[]): Promise<unknown> => {
      const outcome = await withKey.resolve(files, origin);
      return typeof outcome === 'string' ? outcome : outcome.version.slice(0, 2);
    };
    expect(await chosen(stored(1, 'high'), file(2, 'high'))).toBe('s1');
    expect(await chosen(stored(1, 'high'), file(2, 'high', 'https://cdn/2'))).toBe('p2');
  });

  it('plays another file without a read key, and says so if there is none', async () => {
    const outcome = await resolver.resolve([stored(1, 'hires'), file(2, 'high')], origin);
    expect(outcome).toMatchObject({ playback: { delivery: 'origin', quality: 'high' } });
    expect(await resolver.resolve([stored(1, 'hires')], origin)).toBe('no_read_key');
    expect(await resolver.resolve([stored(1, 'hires'), file(2, 'high')], origin, 'hires')).toBe('no_read_key');
  });
});
