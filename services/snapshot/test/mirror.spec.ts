import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryObjectStore } from '@catalogsync/object-storage/testing';
import { rotateOnlineKey } from '@catalogsync/publication-trust';
import { silentLogger } from '@catalogsync/runtime';
import { until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PublicationMirror } from '../src/adapters/mirror/publication-mirror.js';
import { type ReadFiles, SignedWorld } from './signed-world.js';

// Real here: the publisher with its folder and keys, the mirror, a reader. The object store is the one in memory.
const never = new AbortController().signal;
const hour = 3_600_000;
let world: SignedWorld;
let store: MemoryObjectStore;
let mirror: PublicationMirror;

const mirrored: ReadFiles = { read: (path) => store.read(path, { maxBytes: 10_000_000 }, never) };

async function keys(): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list('', never)) found.push(key);
  return found;
}

const makeMirror = (): PublicationMirror =>
  new PublicationMirror({
    store,
    address: 's3://bucket/prefix',
    source: async () => {
      const announced = await world.metadata.announced();
      return announced && { folder: world.folder, publication: announced.publication, roots: await world.metadata.roots() };
    },
    clock: { now: () => world.now },
    log: silentLogger(),
    pausesMs: [1],
  });

beforeEach(async () => {
  world = await SignedWorld.create();
  store = new MemoryObjectStore();
  mirror = makeMirror();
});
afterEach(async () => {
  await mirror.close();
  world.remove();
});

describe('when a publication is mirrored', () => {
  it('is found there by readers, with its covers, and without anything that names paths of the library', async () => {
    const cover = `covers/ab/${'ab'.repeat(32)}-300.webp`;
    mkdirSync(join(world.folder, 'covers', 'ab'), { recursive: true });
    writeFileSync(join(world.folder, cover), 'a picture');
    const { manifest } = await world.publish('one');
    await mirror.pass();
    expect((await world.read(mirrored)).text).toBe('one');
    expect((await keys()).filter((key) => !key.startsWith('metadata/'))).toEqual([
      cover,
      `snapshots/${manifest.snapshot_id}/${manifest.sequence}.manifest.json`,
      `snapshots/${manifest.snapshot_id}/catalog_read.db.zst`,
    ]);
    expect(mirror.state).toEqual({ address: 's3://bucket/prefix', sequence: manifest.sequence, completeAt: world.now, problem: '' });
  });

  it('sends nothing again that is there', async () => {
    await world.publish('one');
    await mirror.pass();
    const puts: string[] = [];
    store.interfere = (step, key) => void (step === 'put' && puts.push(key));
    await mirror.pass();
    await makeMirror().pass();
    expect(puts).toEqual([]);
    await world.publish('two');
    await mirror.pass();
    expect(puts.at(-1)).toBe('metadata/timestamp.json');
  });

  it('sends again what somebody changed or removed there', async () => {
    const { manifest } = await world.publish('one');
    await mirror.pass();
    const packed = `snapshots/${manifest.snapshot_id}/catalog_read.db.zst`;
    await store.put(packed, Buffer.from('other'), { contentType: 'application/zstd' }, never);
    await expect(world.read(mirrored)).rejects.toThrow();
    await mirror.pass();
    expect((await world.read(mirrored)).text).toBe('one');
    await store.remove(packed, never);
    await mirror.pass();
    expect((await world.read(mirrored)).text).toBe('one');
  });

  it('does not go back: it leaves a newer publication of another machine alone', async () => {
    const earlier = world;
    await world.publish('one');
    world = await SignedWorld.create();
    world.now += hour;
    await world.publish('another');
    await mirror.pass();
    world.remove();
    world = earlier;
    await expect(makeMirror().pass()).rejects.toMatchObject({ code: 'failed_precondition' });
  });

  it('follows a rotation of keys, and readers of the mirror with it', async () => {
    await world.publish('one');
    await mirror.pass();
    await world.read(mirrored);
    await rotateOnlineKey({ dir: world.keysDir }, world.now);
    world.now += 1000;
    await world.publisher.refresh();
    await mirror.pass();
    await world.publish('two');
    await mirror.pass();
    expect((await world.read(mirrored)).text).toBe('two');
    expect(await keys()).toContain('metadata/2.root.json');
  });
});

describe('when what was mirrored is of no use any more', () => {
  it('stays for an hour, since a reader may hold the metadata before, and goes then', async () => {
    world.keep = 1;
    await world.start();
    await world.publish('one');
    await mirror.pass();
    const first = await keys();
    await world.publish('two');
    await mirror.pass();
    expect(await keys()).toEqual(expect.arrayContaining(first));
    world.now += hour;
    await mirror.pass();
    const names = await keys();
    expect(names.filter((key) => key.startsWith('snapshots/'))).toHaveLength(2);
    expect(names.filter((key) => key.startsWith('metadata/'))).toHaveLength(4);
    expect((await world.read(mirrored)).text).toBe('two');
  });
});

describe('when the mirror is cut off', () => {
  it('leaves what was current whole at whichever step, and goes on from there', async () => {
    await world.publish('one');
    await mirror.pass();
    await world.read(mirrored);
    await world.publish('two');
    for (let step = 1, ended = false; !ended; step++) {
      let left = step;
      store.interfere = () => {
        if (--left < 0) throw new Error('cut off');
      };
      ended = await makeMirror()
        .pass()
        .then(
          () => true,
          () => false,
        );
      store.interfere = undefined;
      expect(['one', 'two']).toContain((await world.read(mirrored)).text);
    }
    expect((await world.read(mirrored)).text).toBe('two');
  });

  it('is tried again, says why it is behind, and needs nobody to tell it', async () => {
    store.interfere = () => {
      throw new Error('cut off');
    };
    await world.publish('one');
    mirror.start();
    await until(() => mirror.state.problem !== '');
    store.interfere = undefined;
    await until(() => mirror.state.sequence > 0);
    expect(mirror.state.problem).toBe('');
    await world.publish('two');
    mirror.notice();
    await until(async () => (await world.read(mirrored)).text === 'two');
  });
});
