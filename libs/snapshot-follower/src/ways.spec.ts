import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { makeDelta, applyDelta as realDelta } from '@catalogsync/snapshot-delta';
import { type Manifest, printManifest } from '@catalogsync/snapshot-format';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Harness, sequenceOf } from './fixtures/follower-harness.js';
import { PublishedOver } from './fixtures/published-ways.js';
import type { ApplyDelta } from './follower-options.js';

// Real here: files, HTTP on loopback, signatures, databases, zstd; a delta is the whole next file under another name.
let at: Harness;
beforeEach(async () => {
  at = await Harness.create();
});
afterEach(() => at.end());

const publish = (sequence: number, rows = 10) => at.publication.publish({ sequence, layout: 'trusted', signedAt: at.time, rows });
const file = (manifest: Manifest, name: string): string => join(at.publication.dir, 'snapshots', manifest.snapshot_id, name);

/** Stands in for a real one: what it makes is proven by its hash all the same. */
const applied: string[] = [];
const applyDelta: ApplyDelta = async (before, delta, out) => {
  applied.push(before.split('/').at(-1) ?? '');
  writeFileSync(out, zstdDecompressSync(readFileSync(delta)));
};

/** Names a file of changes that leads from one snapshot to another. */
async function publishDelta(from: Manifest, to: Manifest, content = readFileSync(file(to, 'catalog_read.db'))): Promise<void> {
  const name = `from-${from.snapshot_id}.patch.zst`;
  writeFileSync(file(to, name), zstdCompressSync(content, { params: { [constants.ZSTD_c_compressionLevel]: 19 } }));
  at.publication.trusted.addTarget(`snapshots/${to.snapshot_id}/${name}`);
  await at.publication.trusted.sign({ signedAt: at.time });
}

/** So that a delta is worth it. */
function enlargePacked(manifest: Manifest): void {
  const packed = readFileSync(file(manifest, 'catalog_read.db'));
  writeFileSync(file(manifest, 'catalog_read.db.zst'), zstdCompressSync(packed, { params: { [constants.ZSTD_c_compressionLevel]: -100 } }));
}

describe('when a publication with signed metadata is followed over HTTP', () => {
  it('takes the packed database, and asks twice when nothing is new', async () => {
    const server = await at.publication.serve();
    at.stops.push(() => server.close());
    const manifest = await publish(1);
    const made = await at.started({ source: server.url });
    expect(sequenceOf(made)).toBe(1);
    expect(server.requests.filter((path) => path.includes('/snapshots/'))).toEqual([
      `/snapshots/${manifest.snapshot_id}/1.manifest.json`,
      `/snapshots/${manifest.snapshot_id}/catalog_read.db.zst`,
    ]);
    expect(made.status().fetchedBytes).toMatchObject({ plain: 0, full: readFileSync(file(manifest, 'catalog_read.db.zst')).length });
    server.requests.splice(0);
    await made.checkNow();
    expect(server.requests.slice(0, 2)).toEqual(['/metadata/2.root.json', '/metadata/timestamp.json']);
    expect(server.requests.length).toBe(2);
  });

  it('follows new keys without anybody coming to this host', async () => {
    const over = await PublishedOver.open(at, 'http');
    await publish(1);
    // What this reader was given; the publisher's own copy changes with each rotation.
    const rootFile = join(at.root, 'given-root.json');
    writeFileSync(rootFile, readFileSync(at.publication.trusted.root));
    const made = await at.started({ ...over.source, rootFile });
    for (let times = 0; times < 3; times++) await at.publication.trusted.rotate(at.time);
    await publish(2);
    await made.checkNow();
    expect([sequenceOf(made), made.status().fault]).toEqual([2, undefined]);
    await made.stop();
    await publish(3);
    const again = await at.started({ ...over.source, rootFile });
    await again.checkNow();
    expect([sequenceOf(again), again.status().fault]).toEqual([3, undefined]);
  });

  it('refuses it without a root document, and says what to do', async () => {
    const over = await PublishedOver.open(at, 'http');
    await publish(1);
    const made = await at.started({ ...over.source, rootFile: join(at.root, 'none.json') });
    expect(made.current()).toBeUndefined();
    expect(made.status().fault).toMatchObject({ code: 'failed_precondition', hint: expect.stringContaining('cloud invite') });
    expect(made.status().fault?.message).not.toContain(at.root);
  });

  it('takes the plain database if the packed one is not sound', async () => {
    const over = await PublishedOver.open(at, 'http');
    const manifest = await publish(1);
    writeFileSync(file(manifest, 'catalog_read.db.zst'), 'no archive');
    const made = await at.started(over.source);
    expect([sequenceOf(made), made.status().fault]).toEqual([1, undefined]);
    expect(made.status().fetchedBytes).toMatchObject({ full: 0, plain: manifest.db_size_bytes });
  });

  it('unpacks no more than the database may have', async () => {
    const over = await PublishedOver.open(at, 'http');
    const manifest = await publish(1);
    rmSync(file(manifest, 'catalog_read.db'));
    writeFileSync(file(manifest, 'catalog_read.db.zst'), zstdCompressSync(Buffer.alloc(64 * 1024 * 1024)));
    const { targets } = namedAnew(manifest);
    await at.publication.trusted.sign({ signedAt: at.time, targets });
    const made = await at.started(over.source);
    expect(made.current()).toBeUndefined();
    expect(made.status().fault).toMatchObject({ code: 'data_corrupt' });
    expect(readdirSync(join(at.root, 'cache')).filter((name) => name !== 'trusted-metadata.json')).toEqual([]);
  });
});

/** Targets of what is in the folder now. */
function namedAnew({ snapshot_id, sequence }: Manifest) {
  const names = readdirSync(join(at.publication.dir, 'snapshots', snapshot_id));
  const targets = names.map((name) => {
    const bytes = readFileSync(join(at.publication.dir, 'snapshots', snapshot_id, name));
    const custom = name.endsWith('manifest.json') ? { sequence, snapshotId: snapshot_id } : {};
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { path: `snapshots/${snapshot_id}/${name}`, sizeBytes: bytes.length, sha256, custom };
  });
  return { targets };
}

describe('when a download is cut', () => {
  it('is gone on with, also after a restart, and takes each byte once', async () => {
    const manifest = await publish(1, 3_000);
    const packed = readFileSync(file(manifest, 'catalog_read.db.zst'));
    const ranges: (string | undefined)[] = [];
    let whole = false;
    const server = createServer((request, response) => {
      const path = String(request.url);
      const isPacked = path.endsWith('.zst');
      const bytes = (() => {
        try {
          return readFileSync(join(at.publication.dir, path));
        } catch {
          return undefined;
        }
      })();
      if (bytes === undefined || path.endsWith('.db')) return void response.writeHead(404).end();
      if (!isPacked) return void response.end(bytes);
      const range = request.headers.range;
      ranges.push(range);
      const from = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
      const rest = packed.subarray(from);
      response.writeHead(from > 0 ? 206 : 200, {
        'content-length': rest.length,
        ...(from > 0 && { 'content-range': `bytes ${from}-${packed.length - 1}/${packed.length}` }),
      });
      if (whole) return void response.end(rest);
      response.write(rest.subarray(0, Math.floor(packed.length / 10)), () => setTimeout(() => response.destroy(), 20));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    at.stops.push(
      async () => server.closeAllConnections(),
      () => new Promise((resolve) => server.close(resolve)),
    );
    const source = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const made = await at.started({ source, startWaitMs: 60_000 });
    expect(made.status().fault).toMatchObject({ code: 'unavailable' });
    await made.stop();
    expect(at.cached().some((name) => name.endsWith('.part'))).toBe(true);
    whole = true;
    const before = ranges.length;
    const again = await at.started({ source, startWaitMs: 60_000 });
    expect(sequenceOf(again)).toBe(1);
    expect(ranges.slice(before)).toEqual([expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
    expect(at.cached().some((name) => name.includes('incoming'))).toBe(false);
  });
});

describe('when changes to an earlier database are published', () => {
  beforeEach(() => void applied.splice(0));

  it('makes the new one of them, over several steps at once', async () => {
    const over = await PublishedOver.open(at, 'http');
    const first = await publish(1);
    const made = await at.started({ ...over.source, copies: 3, applyDelta });
    let before = first;
    for (const sequence of [2, 3]) {
      const next = await publish(sequence);
      enlargePacked(next);
      await publishDelta(before, next, sequence === 2 ? Buffer.from('anything: only the end is proven') : undefined);
      before = next;
    }
    await at.publication.trusted.sign({ signedAt: at.time });
    await made.checkNow();
    expect([sequenceOf(made), made.status().fault]).toEqual([3, undefined]);
    const { fetchedBytes } = made.status();
    expect(applied.length === 2 ? fetchedBytes.delta : fetchedBytes.full).toBeGreaterThan(0);
  });

  it('applies real ones, and what comes of them is the very file that was published', async () => {
    const over = await PublishedOver.open(at, 'http');
    const first = await publish(1, 3_000);
    const made = await at.started({ ...over.source, copies: 3 });
    const rename = (database: { exec(sql: string): unknown }) => database.exec("UPDATE catalog_tracks SET name = '七里香 1'");
    const changed = (database: { exec(sql: string): unknown }) => {
      rename(database);
      database.exec("UPDATE catalog_tracks SET name = '晴天' WHERE song_id = 1");
    };
    const second = await at.publication.publish({ sequence: 2, layout: 'trusted', signedAt: at.time, rows: 3_000, fill: changed });
    const delta = file(second, `from-${first.snapshot_id}.patch.zst`);
    const { signal } = new AbortController();
    await makeDelta(file(first, 'catalog_read.db'), file(second, 'catalog_read.db'), delta, signal);
    const out = join(at.root, 'patched.db');
    await realDelta(file(first, 'catalog_read.db'), delta, out, 1e9, signal);
    const bytes = readFileSync(out);
    rmSync(file(second, 'catalog_read.db'));
    writeFileSync(file(second, 'catalog_read.db'), bytes);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const published = { ...second, sequence: 3, db_sha256: sha256, db_size_bytes: bytes.length };
    await at.publication.trusted.add(published, Buffer.from(printManifest(published)), at.time);
    await made.checkNow();
    expect([sequenceOf(made), made.status().fault, made.current()?.reader.name()]).toEqual([3, undefined, '晴天']);
    const { fetchedBytes } = made.status();
    expect(fetchedBytes.delta).toBe(statSync(delta).size);
    expect(fetchedBytes.plain).toBe(0);
  });

  it('makes the new one of what was in use before a restart, which then can be gone back to', async () => {
    const over = await PublishedOver.open(at, 'http');
    const first = await publish(1);
    const before = await at.started({ ...over.source, copies: 3, applyDelta });
    await before.stop();
    const second = await publish(2);
    await publishDelta(first, second, Buffer.from('small'));
    const bySecond: ApplyDelta = async (base, _delta, out) => {
      applied.push(base);
      writeFileSync(out, readFileSync(file(second, 'catalog_read.db')));
    };
    const made = await at.started({ ...over.source, copies: 3, applyDelta: bySecond });
    await made.checkNow();
    expect([sequenceOf(made), applied.length, made.status().fetchedBytes.full]).toEqual([2, 1, 0]);
    expect(made.status().kept.map(({ sequence }) => sequence)).toEqual([2, 1]);
    expect((await made.rollBack()).sequence).toBe(1);
  });

  it('falls back to the whole file if they do not lead to it', async () => {
    const over = await PublishedOver.open(at, 'http');
    const first = await publish(1);
    const made = await at.started({ ...over.source, copies: 3, applyDelta });
    const second = await publish(2);
    await publishDelta(first, second, Buffer.from('wrong'));
    await made.checkNow();
    expect(applied).toHaveLength(1);
    expect([sequenceOf(made), made.status().fault]).toEqual([2, undefined]);
    expect(made.status().fetchedBytes.full).toBeGreaterThan(0);
  });
});

describe('when somebody goes back to an earlier snapshot', () => {
  it('serves it on over new ones and restarts, until told to follow again', async () => {
    await publish(1);
    const made = await at.started({ copies: 3 });
    const second = await publish(2);
    await made.checkNow();
    await publish(3);
    await made.checkNow();
    await publish(4);
    await made.checkNow();
    expect(made.status().kept.map(({ sequence }) => sequence)).toEqual([4, 3, 2]);
    expect((await made.rollBack()).sequence).toBe(3);
    expect((await made.rollBack(second.snapshot_id)).sequence).toBe(2);
    await publish(5);
    await made.checkNow();
    expect([sequenceOf(made), made.status().pinned, made.current()?.reader.name()]).toEqual([2, true, '七里香 2']);
    await made.stop();
    const again = await at.started({ copies: 3 });
    await again.checkNow();
    expect([sequenceOf(again), again.status().pinned]).toEqual([2, true]);
    await expect(again.rollBack('snap-20261101T000009Z-000000000000')).rejects.toMatchObject({ code: 'not_found' });
    await again.follow();
    expect([sequenceOf(again), again.status().pinned]).toEqual([5, false]);
  });

  it('refuses a kept copy that was damaged, and serves on', async () => {
    await publish(1);
    const made = await at.started({ copies: 3 });
    await publish(2);
    await made.checkNow();
    const copy = at.cached().find((name) => name.endsWith('-1.db'));
    truncateSync(join(at.root, 'cache', String(copy)), 1);
    await expect(made.rollBack()).rejects.toMatchObject({ code: 'data_corrupt' });
    expect([sequenceOf(made), made.status().pinned]).toEqual([2, false]);
  });
});
