import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { rotateOnlineKey, rotateRootKey, takeRootKeyAway } from '@catalogsync/publication-trust';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { MortalWrites, SignedWorld } from './signed-world.js';

// Real here: the folder, keys, signatures, zstd and a reader that follows the specification. Fake: what is built is a text.
const day = 86_400_000;
let world: SignedWorld;

beforeEach(async () => {
  world = await SignedWorld.create();
});
afterEach(() => world.remove());

const targetNames = async (): Promise<string[]> =>
  [...(await world.read()).publication.targets.keys()].map((path) => path.split('/').at(-1) ?? '').sort();

describe('when a snapshot is published', () => {
  it('is found by readers of the signed metadata and by those of the version before', async () => {
    const { manifest } = await world.publish('one');
    expect((await world.read()).text).toBe('one');
    expect(await world.readPlain()).toBe('one');
    expect(await targetNames()).toEqual([
      `${manifest.sequence}.manifest.json`,
      'catalog_read.db',
      'catalog_read.db.zst',
      'origin_files.db',
      'origin_files.db.zst',
    ]);
    expect((await world.read()).publication.current.custom).toEqual({ sequence: manifest.sequence, snapshotId: manifest.snapshot_id });
  });

  it('leaves every file read-only, and no metadata that was replaced long ago', async () => {
    await world.publish('one');
    const metadata = join(world.folder, 'metadata');
    const before = readdirSync(metadata);
    for (const name of before) utimesSync(join(metadata, name), world.now / 1000 - 7200, world.now / 1000 - 7200);
    await world.publish('two');
    const names = readdirSync(metadata).filter((name) => !name.includes('root'));
    expect(names).toHaveLength(3);
    for (const name of names) expect(statSync(join(metadata, name)).mode & 0o777).toBe(0o444);
  });

  it('publishes the changes that the builder could tell, and keeps what they are the changes of', async () => {
    world.keep = 1;
    await world.start();
    const { manifest: first } = await world.publish('one');
    world.withChanges = true;
    const { manifest: second } = await world.publish('two');
    expect(second.incremental_builds).toBe(1);
    expect(await targetNames()).toContain(`from-${first.snapshot_id}.patch.zst`);
    expect(existsSync(join(world.folder, 'snapshots', first.snapshot_id))).toBe(true);
    world.withChanges = false;
    await world.publish('three');
    expect(readdirSync(join(world.folder, 'snapshots'))).toHaveLength(1);
  });

  it('no longer names what it removes, by number and by age, but never what is being downloaded', async () => {
    world.keep = 2;
    await world.start();
    const first = await world.publish('one');
    const end = world.downloads.begin(first.manifest.snapshot_id);
    await world.publish('two');
    await world.publish('three');
    expect(await targetNames()).toHaveLength(15);
    end();
    await world.publish('four');
    expect(await targetNames()).toHaveLength(10);
    world.keepDays = 7;
    await world.start();
    world.now += 8 * day;
    await world.publish('five');
    expect(await targetNames()).toHaveLength(5);
    expect((await world.read()).text).toBe('five');
  });

  it('is refused, before anything is announced, if the root names no key at hand', async () => {
    await world.publish('one');
    rmSync(join(world.keysDir, 'snapshot-signing.jwks'));
    const { ensureKeyRing } = await import('@catalogsync/signing');
    await ensureKeyRing(world.keysDir, 'snapshot', new Date(world.now));
    await expect(world.publish('two')).rejects.toMatchObject({ code: 'failed_precondition', hint: expect.stringContaining('keys rotate') });
    expect((await world.read()).text).toBe('one');
  });
});

describe('when an older snapshot is published again', () => {
  it('is a new manifest beside the earlier one, and readers follow', async () => {
    const first = await world.publish('one');
    await world.publish('two');
    await world.read();
    world.now += 1000;
    await world.publisher.rollback(first.manifest.snapshot_id, new AbortController().signal);
    expect((await world.read()).text).toBe('one');
    expect(await world.readPlain()).toBe('one');
    const manifests = readdirSync(join(world.folder, 'snapshots', first.manifest.snapshot_id)).filter((name) =>
      /^\d+\.manifest/.test(name),
    );
    expect(manifests).toHaveLength(2);
  });
});

describe('when nothing changes for a long time', () => {
  it('is signed again every day, so that readers stay fresh', async () => {
    await world.publish('one');
    const { publication: before } = await world.read();
    world.now += day / 2;
    await world.publisher.refresh();
    expect((await world.read()).publication.signedAt).toBe(before.signedAt);
    for (let days = 0; days < 45; days++) {
      world.now += day;
      await world.publisher.refresh();
    }
    const { publication } = await world.read();
    expect(publication.signedAt).toBe(world.now);
    expect(publication.current).toEqual(before.current);
  });

  it('renews the manifest and all metadata past half of their life', async () => {
    await world.publish('one');
    const { publication: before } = await world.read();
    world.now += 51 * day;
    await expect(world.read()).rejects.toMatchObject({ alarm: 'freeze' });
    await world.publisher.refresh();
    const { publication, text } = await world.read();
    expect(text).toBe('one');
    expect(Number(publication.current.custom.sequence)).toBeGreaterThan(Number(before.current.custom.sequence));
    expect(publication.freshUntil).toBe(world.now + 30 * day);
  });
});

describe('when keys are rotated', () => {
  it('is signed with the new ones at once, and readers follow without a visit', async () => {
    await world.publish('one');
    await world.read();
    await rotateOnlineKey({ dir: world.keysDir }, world.now);
    world.now += 1000;
    await world.publisher.refresh();
    await rotateRootKey({ dir: world.keysDir }, world.now);
    world.now += 1000;
    await world.publisher.refresh();
    const { publication } = await world.read();
    expect(Buffer.from(publication.metadata.root)).toEqual(readFileSync(join(world.keysDir, 'publication-root.json')));
    expect(
      readdirSync(join(world.folder, 'metadata'))
        .filter((name) => name.endsWith('root.json'))
        .sort(),
    ).toEqual(['1.root.json', '2.root.json', '3.root.json']);
  });

  it('publishes without the root key, which may be elsewhere', async () => {
    await takeRootKeyAway(world.keysDir, join(world.home, 'root-signing.jwks'));
    await world.publish('one');
    expect((await world.read()).text).toBe('one');
  });
});

describe('when an earlier version has published', () => {
  it('brings its folder into the new layout, and readers of both forms find it', async () => {
    const { manifest } = await world.publish('one');
    const old = join(world.folder, manifest.snapshot_id);
    renameSync(join(world.folder, 'snapshots', manifest.snapshot_id), old);
    rmSync(join(world.folder, 'snapshots'), { recursive: true });
    rmSync(join(world.folder, 'metadata'), { recursive: true });
    for (const name of readdirSync(old)) if (/^\d|zst$/.test(name)) rmSync(join(old, name));
    expect(readdirSync(old).sort()).toEqual(['catalog_read.db', 'manifest.json', 'manifest.json.jws', 'origin_files.db']);

    await world.start();
    await world.publisher.refresh();
    expect((await world.store.list()).map(({ current }) => current)).toEqual([true]);
    expect(await world.readPlain()).toBe('one');
    const { publication, text } = await world.read();
    expect(text).toBe('one');
    expect(publication.current.custom.sequence).toBe(manifest.sequence);
    await world.publish('two');
    expect((await world.read()).text).toBe('two');
  });
});

describe('when the publisher is killed', () => {
  it('leaves the old or the new publication valid, whichever write was the last, and the next run succeeds', async () => {
    let step = 0;
    for (let ended = false; !ended; step++) {
      world.remove();
      world = await SignedWorld.create();
      world.keep = 1;
      await world.start();
      await world.publish('one');
      await world.read();
      const writes = new MortalWrites();
      await world.start(writes);
      writes.diesAt = writes.done + 1 + step;
      ended = await world.publish('two').then(
        () => true,
        () => false,
      );
      expect(['one', 'two']).toContain((await world.read()).text);
      await world.start();
      await world.publisher.refresh();
      const found = (await world.read()).text;
      expect(['one', 'two']).toContain(found);
      expect(await world.readPlain()).toBe(found);
      await world.publish('three');
      expect((await world.read()).text).toBe('three');
      expect(await world.readPlain()).toBe('three');
      expect(readdirSync(join(world.folder, 'snapshots'))).toHaveLength(1);
    }
    // Own manifest and signature, the move, three documents, the top, and the same for what is removed.
    expect(step).toBeGreaterThan(10);
  });

  it('leaves a renewal and a rollback whole too', async () => {
    const first = await world.publish('one');
    await world.publish('two');
    for (let step = 1; step < 12; step++) {
      const writes = new MortalWrites();
      await world.start(writes);
      writes.diesAt = writes.done + step;
      world.now += 1000;
      await world.publisher.rollback(first.manifest.snapshot_id, new AbortController().signal).catch(() => undefined);
      expect(['one', 'two']).toContain((await world.read()).text);
      await world.start();
      await world.publisher.refresh();
      expect(await world.readPlain()).toBe((await world.read()).text);
    }
  });
});
