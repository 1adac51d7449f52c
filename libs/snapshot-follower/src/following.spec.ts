import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createManifestSigner } from '@catalogsync/signing';
import type { Manifest } from '@catalogsync/snapshot-format';
import { until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Harness, sequenceOf } from './fixtures/follower-harness.js';

// Real here: files, SQLite, Ed25519, HTTP on loopback.
let at: Harness;
beforeEach(async () => {
  at = await Harness.create();
});
afterEach(() => at.end());

describe('when a good snapshot is published', () => {
  it.each(['nested', 'flat'] as const)(
    'is in use after start from a %s folder, as a private copy that nobody can write into',
    async (layout) => {
      const manifest = await at.publication.publish({ sequence: 1, layout });
      const made = await at.started();
      expect(made.current()).toMatchObject({ manifest, adoptedAt: Harness.now });
      expect(made.current()?.reader.name()).toBe('七里香 1');
      expect(made.status()).toMatchObject({ lastCheckedAt: Harness.now, fault: undefined, faultCount: 0 });
      const database = join(at.publication.dir, layout === 'flat' ? '' : manifest.snapshot_id, 'catalog_read.db');
      const copy = statSync(join(at.root, 'cache', `${manifest.snapshot_id}-1.db`));
      expect(statSync(database).nlink).toBe(1);
      expect([copy.nlink, copy.mode & 0o777, statSync(join(at.root, 'cache')).mode & 0o777]).toEqual([1, 0o400, 0o700]);
      expect(copy.ino).not.toBe(statSync(database).ino);
    },
  );

  it('is in use after start over HTTP, and an unchanged one is only revalidated by ETag', async () => {
    const manifest = await at.publication.publish({ sequence: 1 });
    const server = await at.publication.serve();
    at.stops.push(server.close);
    const made = await at.started({ source: server.url });
    expect(made.current()?.reader.name()).toBe('七里香 1');
    await made.checkNow();
    const database = `/snapshots/${manifest.snapshot_id}/catalog_read.db`;
    const probe = '/metadata/timestamp.json';
    expect(server.requests).toEqual([probe, '/manifest.json', '/manifest.json.jws', database, probe, '/manifest.json']);
    expect(made.status()).toMatchObject({ fault: undefined, faultCount: 0 });
    await at.publication.publish({ sequence: 2 });
    await made.checkNow();
    expect(made.current()?.reader.name()).toBe('七里香 2');
  });

  it('is noticed in a watched folder long before the next poll, and so is the next one', async () => {
    const made = await at.started();
    await at.publication.publish({ sequence: 1 });
    await until(() => sequenceOf(made) === 1);
    await at.publication.publish({ sequence: 2 });
    await until(() => sequenceOf(made) === 2);
  });

  it('is found by polling where nothing can be watched', async () => {
    renameSync(at.publication.dir, `${at.publication.dir}-later`);
    const made = await at.started({ pollMs: 50 });
    expect(made.status().fault).toMatchObject({ code: 'not_found' });
    renameSync(`${at.publication.dir}-later`, at.publication.dir);
    await at.publication.publish({ sequence: 1 });
    await until(() => sequenceOf(made) === 1 && made.status().fault === undefined);
  });

  it('replaces the previous one, whose reader stays open for a while and whose copy is then removed', async () => {
    await at.publication.publish({ sequence: 1 });
    const made = await at.started({ lingerMs: 3000 });
    const old = made.current()!.reader;
    const next = await at.publication.publish({ sequence: 2 });
    await made.checkNow();
    expect(old.name()).toBe('七里香 1');
    expect(at.cached()).toHaveLength(3);
    await until(() => !old.database.open && at.cached().length === 2);
    expect(at.cached()).toEqual(['adopted.json', `${next.snapshot_id}-2.db`]);
  });

  describe('and is published again under a higher sequence', () => {
    const republish = async (manifest: Manifest, sequence: number): Promise<void> => {
      const again = Buffer.from(JSON.stringify({ ...manifest, sequence }));
      at.publication.put('manifest.json.jws', await createManifestSigner(at.publication.keys.signing).sign(again));
      at.publication.put('manifest.json', again);
    };

    it('needs no copy if it is in use', async () => {
      const manifest = await at.publication.publish({ sequence: 1 });
      const server = await at.publication.serve();
      at.stops.push(server.close);
      const made = await at.started({ source: server.url });
      const reader = made.current()?.reader;
      await republish(manifest, 9);
      await made.checkNow();
      expect(sequenceOf(made)).toBe(9);
      expect(made.current()?.reader).toBe(reader);
      expect(server.requests.filter((path) => path.endsWith('.db'))).toHaveLength(1);
    });

    it('is fetched again if another has replaced it', async () => {
      const old = await at.publication.publish({ sequence: 1 });
      const server = await at.publication.serve();
      at.stops.push(server.close);
      const made = await at.started({ source: server.url });
      const next = await at.publication.publish({ sequence: 2 });
      await made.checkNow();
      await republish(old, 9);
      await made.checkNow();
      expect(made.current()).toMatchObject({ manifest: { snapshot_id: old.snapshot_id, sequence: 9 } });
      expect(made.current()?.reader.name()).toBe('七里香 1');
      const fetched = server.requests.filter((path) => path.endsWith('.db')).map((path) => path.split('/')[2]);
      expect(fetched).toEqual([old.snapshot_id, next.snapshot_id, old.snapshot_id]);
    });
  });
});

describe('when readers work during swaps', () => {
  it('fails none of them over 20 swaps, slow ones included', async () => {
    await at.publication.publish({ sequence: 1 });
    const made = await at.started({ lingerMs: 3000 });
    let swapping = true;
    let answers = 0;
    const read = async (pauseMs: number): Promise<void> => {
      while (swapping) {
        const { reader, manifest } = made.current()!;
        await sleep(pauseMs);
        expect(reader.name()).toBe(`七里香 ${manifest.sequence}`);
        answers += 1;
      }
    };
    const readers = Promise.all([0, 0, 1, 5, 50, 100].map(read));
    for (let sequence = 2; sequence <= 21; sequence++) {
      await at.publication.publish({ sequence });
      await made.checkNow();
      expect(sequenceOf(made)).toBe(sequence);
    }
    swapping = false;
    await readers;
    expect(answers).toBeGreaterThan(100);
  });

  it('adopts every publication that a check is requested for, however checks and publications interleave', async () => {
    await at.publication.publish({ sequence: 1, layout: 'flat' });
    const made = await at.started({ pollMs: 10 });
    for (let sequence = 2; sequence <= 12; sequence++) {
      const meanwhile = made.checkNow();
      await at.publication.publish({ sequence, layout: 'flat', whileHalf: () => sleep(5) });
      await Promise.all([meanwhile, made.checkNow(), made.checkNow()]);
      expect([sequenceOf(made), made.status().fault]).toEqual([sequence, undefined]);
    }
  });
});
