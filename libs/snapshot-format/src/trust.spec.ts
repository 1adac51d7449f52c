import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeContents, judgeDatabase, judgeManifest, type Manifest, printManifest, type TrustedState } from './index.js';

const now = Date.parse('2026-11-01T00:00:00Z');
const manifest: Manifest = {
  snapshot_id: 'snap-20261031T120000Z-0123456789ab',
  generated_at: '2026-10-31T12:00:00Z',
  schema_version: 1,
  playlist_count: 1,
  track_count: 2,
  file_count: 3,
  cover_count: 0,
  artist_count: 1,
  toplist_count: 0,
  sequence: 5,
  expires_at: '2027-10-31T12:00:00Z',
  db_sha256: 'ab'.repeat(32),
  db_size_bytes: 4096,
  previous_snapshot_id: null,
};
const bytes = (changes: object = {}): Uint8Array => Buffer.from(printManifest({ ...manifest, ...changes }));
const accepted: TrustedState = { sequence: 5, snapshot_id: manifest.snapshot_id, db_sha256: manifest.db_sha256 };
const fault = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return 'accepted';
};

describe('when a manifest is judged', () => {
  it('accepts the first, the same again and a later one', () => {
    for (const trusted of [undefined, accepted, { ...accepted, sequence: 4, snapshot_id: 'other' }]) {
      expect(judgeManifest(bytes(), 'valid', trusted, now)).toEqual(manifest);
    }
    expect(judgeManifest(bytes(), 'not_required', undefined, now)).toEqual(manifest);
  });

  it.each(['invalid', 'missing'] as const)('does not look inside when its signature is %s', (signature) => {
    expect(fault(() => judgeManifest(Buffer.from('{'), signature, undefined, now))).toMatchObject({
      code: 'data_corrupt',
      message: expect.stringContaining('sign'),
    });
  });

  it('refuses an unknown schema (behaviour 159), even one with other keys', () => {
    for (const text of [bytes({ schema_version: 3 }), Buffer.from('{"schema_version": 9}')]) {
      const refused = fault(() => judgeManifest(text, 'valid', undefined, now)) as Error & { hint?: string };
      expect(refused).toMatchObject({ code: 'data_corrupt' });
      expect(`${refused.message} ${refused.hint}`).toMatch(/schema/);
    }
  });

  it('refuses a lower sequence and another manifest with the same one', () => {
    for (const changes of [{ sequence: 4 }, { db_sha256: 'cd'.repeat(32) }, { snapshot_id: 'snap-20261031T120001Z-0123456789ab' }]) {
      expect(fault(() => judgeManifest(bytes(changes), 'valid', accepted, now))).toMatchObject({
        code: 'data_corrupt',
        hint: expect.any(String),
      });
    }
  });

  it('is valid through the instant of its expiry and not after', () => {
    const end = Date.parse(manifest.expires_at);
    expect(judgeManifest(bytes(), 'valid', accepted, end)).toEqual(manifest);
    expect(fault(() => judgeManifest(bytes(), 'valid', accepted, end + 1))).toMatchObject({ code: 'expired' });
  });

  it('refuses a hostile id, which would become part of a path', () => {
    for (const snapshot_id of ['../../etc', '/etc/passwd', 'snap-20261031T120000Z-0123456789ab/../x', '', 7]) {
      const text = Buffer.from(JSON.stringify({ ...manifest, snapshot_id }));
      expect(fault(() => judgeManifest(text, 'valid', undefined, now))).toMatchObject({ code: 'data_corrupt' });
    }
  });

  it('never lowers the remembered sequence, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 30 }), (sequences) => {
        let trusted: TrustedState | undefined;
        for (const sequence of sequences) {
          const before: number = trusted?.sequence ?? -1;
          try {
            trusted = judgeManifest(bytes({ sequence }), 'valid', trusted, now);
          } catch {
            expect(sequence).toBeLessThan(before);
          }
          expect(trusted?.sequence ?? -1).toBeGreaterThanOrEqual(before);
        }
      }),
    );
  });

  it('throws nothing but Faults for garbage', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        (text) => {
          expect(fault(() => judgeManifest(text, 'valid', undefined, now))).toMatchObject({ name: 'Fault' });
        },
      ),
    );
  });
});

describe('when the database is judged', () => {
  it('must have the size, the hash, the id and the schema its manifest names', () => {
    const good = { sizeBytes: 4096, sha256: manifest.db_sha256 };
    expect(fault(() => judgeDatabase(manifest, good))).toBe('accepted');
    expect(fault(() => judgeDatabase(manifest, { ...good, sizeBytes: 4095 }))).toMatchObject({ code: 'data_corrupt' });
    expect(fault(() => judgeDatabase(manifest, { ...good, sha256: 'cd'.repeat(32) }))).toMatchObject({ code: 'data_corrupt' });
    const own = { snapshotId: manifest.snapshot_id, schemaVersion: 1 };
    expect(fault(() => judgeContents(manifest, own))).toBe('accepted');
    expect(fault(() => judgeContents(manifest, { ...own, snapshotId: 'snap-x' }))).toMatchObject({ code: 'data_corrupt' });
    expect(fault(() => judgeContents(manifest, { ...own, schemaVersion: 2 }))).toMatchObject({ code: 'data_corrupt' });
  });
});
