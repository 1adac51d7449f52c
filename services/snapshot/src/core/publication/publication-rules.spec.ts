import { isSnapshotId, type Manifest, snapshotId } from '@catalogsync/snapshot-format';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { OpenDownloads } from './open-downloads.js';
import { beyondRetention, expiryOf, holdsContent, identityOf, isRenewalDue, nextSequence } from './publication-rules.js';
import type { PublishedSnapshot } from './publication-store.js';

const day = 86_400_000;
const rules = { maxAgeDays: 100, keep: 3 };
const hash = 'ab'.repeat(32);

const published = (sequence: number, current = false, id = snapshotId(sequence * 1000, hash)): PublishedSnapshot => ({
  manifest: { sequence, snapshot_id: id, schema_version: 2 } as Manifest,
  current,
});
const sequences = fc.uniqueArray(fc.nat({ max: 4_000_000_000 }), { maxLength: 10 });
const instants = fc.nat({ max: 4_102_444_800_000 });

describe('when a sequence is chosen', () => {
  it('is above every existing one, and never below the seconds since 1970', () => {
    fc.assert(
      fc.property(sequences, instants, (given, now) => {
        const next = nextSequence(
          given.map((sequence) => published(sequence)),
          now,
        );
        expect(given.every((sequence) => next > sequence)).toBe(true);
        expect(next).toBeGreaterThanOrEqual(Math.floor(now / 1000));
      }),
    );
  });
});

describe('when a snapshot is named', () => {
  it('has an unused id, dated at or just after now (160)', () => {
    fc.assert(
      fc.property(instants, fc.nat({ max: 5 }), (now, taken) => {
        const there = Array.from({ length: taken }, (_, i) => published(i, false, snapshotId(now + i * 1000, hash)));
        const { snapshotId: id, generatedAt } = identityOf(hash, now, there);
        expect(isSnapshotId(id)).toBe(true);
        expect(there.map(({ manifest }) => manifest.snapshot_id)).not.toContain(id);
        expect(id).toBe(snapshotId(Date.parse(generatedAt), hash));
        expect(Date.parse(generatedAt) - Math.floor(now / 1000) * 1000).toBe(taken * 1000);
        expect(generatedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      }),
    );
  });

  it('identifies its content by its id, but not that of another schema', () => {
    const { manifest } = published(5);
    expect(holdsContent(manifest, hash)).toBe(true);
    expect(holdsContent(manifest, 'cd'.repeat(32))).toBe(false);
    expect(holdsContent({ ...manifest, schema_version: 1 }, hash)).toBe(false);
  });
});

describe('when a manifest ages', () => {
  it('is renewed in the second half of its lifetime', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    const manifest = { ...published(1).manifest, expires_at: expiryOf(now, rules) };
    expect(expiryOf(now, rules)).toBe('2026-04-11T00:00:00.000Z');
    expect(isRenewalDue(manifest, now + 49 * day, rules)).toBe(false);
    expect(isRenewalDue(manifest, now + 51 * day, rules)).toBe(true);
    expect(isRenewalDue(manifest, now + 500 * day, rules)).toBe(true);
  });
});

describe('when old snapshots are removed', () => {
  it('keeps the newest and the current one, and nothing else', () => {
    fc.assert(
      fc.property(sequences, fc.nat(), fc.integer({ min: 1, max: 5 }), (given, at, keep) => {
        const all = given.map((sequence, i) => published(sequence, i === at % Math.max(1, given.length)));
        const gone = new Set(beyondRetention(all, { keep }, 0));
        const left = all.filter(({ manifest }) => !gone.has(manifest.snapshot_id));
        const newest = [...given].sort((a, b) => b - a).slice(0, keep);
        expect(left.every(({ manifest, current }) => current || newest.includes(manifest.sequence))).toBe(true);
        expect(newest.every((sequence) => left.some(({ manifest }) => manifest.sequence === sequence))).toBe(true);
        expect(left.some(({ current }) => current)).toBe(given.length > 0);
      }),
    );
  });
});

describe('when snapshots have an age', () => {
  const at = (sequence: number, more: Partial<PublishedSnapshot> = {}): PublishedSnapshot => {
    const one = published(sequence);
    return { ...one, manifest: { ...one.manifest, generated_at: new Date(sequence * day).toISOString() }, ...more };
  };
  const ids = (...sequences: number[]): string[] => sequences.map((sequence) => at(sequence).manifest.snapshot_id);

  it('removes those that are too old, but never the current one, nor what it holds the changes of', () => {
    const all = [at(20), at(19), at(10), at(9), at(8, { current: true, deltaBases: ids(9) })];
    expect(beyondRetention(all, { keep: 10, keepDays: 5 }, 21 * day)).toEqual(ids(10));
    expect(beyondRetention(all, { keep: 1, keepDays: 0 }, 21 * day)).toEqual(ids(19, 10));
  });
});

describe('when downloads overlap', () => {
  it('counts a snapshot as in use until the last one has ended, however often each reports its end', () => {
    const downloads = new OpenDownloads();
    const [first, second] = [downloads.begin('a'), downloads.begin('a')];
    first();
    first();
    expect([downloads.has('a'), downloads.has('b')]).toEqual([true, false]);
    second();
    expect(downloads.has('a')).toBe(false);
  });
});
