import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isSnapshotId, type Manifest, parseManifest, printManifest, snapshotId } from './index.js';

const hex = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const instant = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true });
const ids = fc.tuple(instant, hex(64)).map(([at, hash]) => snapshotId(at.getTime(), hash));
const counts = fc.nat({ max: Number.MAX_SAFE_INTEGER });

const manifests: fc.Arbitrary<Manifest> = fc.record({
  snapshot_id: ids,
  generated_at: instant.map((at) => at.toISOString()),
  schema_version: counts,
  playlist_count: counts,
  track_count: counts,
  file_count: counts,
  cover_count: counts,
  artist_count: counts,
  toplist_count: counts,
  sequence: counts,
  expires_at: instant.map((at) => at.toISOString()),
  db_sha256: hex(64),
  db_size_bytes: counts,
  previous_snapshot_id: fc.option(ids),
});

const one: Manifest = {
  snapshot_id: 'snap-20260102T030405Z-0123456789ab',
  generated_at: '2026-01-02T03:04:05Z',
  schema_version: 1,
  playlist_count: 1,
  track_count: 2,
  file_count: 3,
  cover_count: 1,
  artist_count: 2,
  toplist_count: 1,
  sequence: 7,
  expires_at: '2027-01-02T03:04:05Z',
  db_sha256: 'a'.repeat(64),
  db_size_bytes: 8192,
  previous_snapshot_id: null,
};
const without = (key: string): string => JSON.stringify({ ...one, [key]: undefined });
const having = (values: Record<string, unknown>): string => JSON.stringify({ ...one, ...values });
const corrupt = expect.objectContaining({ code: 'data_corrupt' });

describe('when a manifest is printed and parsed', () => {
  it('is unchanged, including the keys of newer writers (142)', () => {
    fc.assert(
      fc.property(
        manifests,
        fc.dictionary(
          fc.string().filter((key) => !(key in one)),
          fc.jsonValue(),
        ),
        (manifest, unknown) => {
          const whole = JSON.parse(JSON.stringify({ ...unknown, ...manifest })) as Manifest;
          expect(parseManifest(printManifest(whole))).toEqual(whole);
          expect(printManifest(parseManifest(new TextEncoder().encode(printManifest(whole))))).toBe(printManifest(whole));
        },
      ),
    );
  });

  it('is indented by 2, keeps Chinese unescaped and ends with a newline (161)', () => {
    const text = printManifest({ ...one, note: '酷我榜单' } as Manifest);
    expect(text).toContain('\n  "track_count": 2,\n');
    expect(text).toContain('"note": "酷我榜单"');
    expect(text.endsWith('}\n')).toBe(true);
  });
});

describe('when a manifest comes from another writer', () => {
  it('accepts counts given as text or with a zero fraction (142)', () => {
    expect(parseManifest(having({ track_count: '12', file_count: 3.0, cover_count: '4.0', sequence: ' 5 ' }))).toMatchObject({
      track_count: 12,
      file_count: 3,
      cover_count: 4,
      sequence: 5,
    });
  });

  it.each(Object.keys(one))('names the key when %s is missing (143)', (key) => {
    expect(() => parseManifest(without(key))).toThrow(corrupt);
    expect(() => parseManifest(without(key))).toThrow(expect.objectContaining({ message: expect.stringContaining(key) }));
  });

  it('says which schema it was written for when a key is missing and the schema is unknown', () => {
    const newer = JSON.stringify({ schema_version: 3 });
    expect(() => parseManifest(newer)).toThrow(
      expect.objectContaining({ code: 'data_corrupt', hint: expect.stringContaining('schema 3') }),
    );
  });
});

describe('when a manifest is malformed', () => {
  it.each([
    ['an id that is a path', { snapshot_id: '../../etc' }],
    ['an id with a trailing newline', { snapshot_id: `${one.snapshot_id}\n` }],
    ['a previous id that is a path', { previous_snapshot_id: '/tmp' }],
    ['a negative count', { track_count: -1 }],
    ['a count that is a word', { track_count: 'many' }],
    ['a count too large to be exact', { track_count: 2 ** 60 }],
    ['a count that is a list', { track_count: [1] }],
    ['a local time', { generated_at: '2026-01-02T03:04:05+08:00' }],
    ['a day that does not exist', { expires_at: '2026-13-02T03:04:05Z' }],
    ['an instant with more behind it', { generated_at: '2026-01-02T03:04:05Z or so' }],
    ['an instant with more before it', { generated_at: 'x2026-01-02T03:04:05Z' }],
    ['an instant with a signed year', { generated_at: '+002026-01-02T03:04:05Z' }],
    ['an instant in a list', { generated_at: ['2026-01-02T03:04:05Z'] }],
    ['an id in a list', { snapshot_id: [one.snapshot_id] }],
    ['a hash in capitals', { db_sha256: 'A'.repeat(64) }],
    ['a hash with more behind it', { db_sha256: `${'a'.repeat(64)}0` }],
    ['a hash with more before it', { db_sha256: `0${'a'.repeat(64)}` }],
    ['a hash in a list', { db_sha256: ['a'.repeat(64)] }],
  ])('refuses %s', (_what, values) => {
    expect(() => parseManifest(having(values))).toThrow(corrupt);
  });

  it('refuses text that is not UTF-8, even where any text may stand', () => {
    const bytes = new TextEncoder().encode(having({ note: 'é' }));
    const at = bytes.indexOf(0xc3);
    expect(() => parseManifest(bytes)).not.toThrow();
    expect(() => parseManifest(bytes.with(at, 0xff))).toThrow(corrupt);
  });

  it('never throws anything but data_corrupt, whatever the bytes are', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => new TextEncoder().encode(text)),
        ),
        (bytes) => {
          expect(() => parseManifest(bytes)).toThrow(corrupt);
        },
      ),
    );
  });
});

describe('when a snapshot is named', () => {
  it('sorts by time, matches its own format and is the same for equal input (160)', () => {
    fc.assert(
      fc.property(instant, instant, hex(64), (a, b, hash) => {
        const [first, second] = [snapshotId(a.getTime(), hash), snapshotId(b.getTime(), hash)];
        expect(isSnapshotId(first)).toBe(true);
        expect(snapshotId(a.getTime(), hash)).toBe(first);
        if (Math.floor(a.getTime() / 1000) < Math.floor(b.getTime() / 1000)) expect(first < second).toBe(true);
      }),
    );
    expect(snapshotId(Date.parse('2026-01-02T03:04:05.999Z'), `0123456789ab${'f'.repeat(52)}`)).toBe('snap-20260102T030405Z-0123456789ab');
  });
});
