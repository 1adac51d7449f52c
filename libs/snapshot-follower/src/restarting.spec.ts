import { execFileSync } from 'node:child_process';
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Publication } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Harness, sequenceOf } from './fixtures/follower-harness.js';

// Real here: files, SQLite, Ed25519, HTTP on loopback.
let at: Harness;
beforeEach(async () => {
  at = await Harness.create();
});
afterEach(() => at.end());

describe('when a follower is restarted', () => {
  it('immediately serves the snapshot it had, with its date, even without its source and past its expiry', async () => {
    await at.publication.publish({ sequence: 1 });
    await (await at.started()).stop();
    rmSync(at.publication.dir, { recursive: true });
    at.time = Date.parse('2030-01-01T00:00:00Z');
    const again = await at.started();
    expect(again.current()).toMatchObject({ adoptedAt: Harness.now, manifest: { sequence: 1 } });
    expect(again.current()?.reader.name()).toBe('七里香 1');
    await again.checkNow();
    expect(again.status().fault).toMatchObject({ code: 'not_found' });
  });

  it('does not go back to an older snapshot', async () => {
    await at.publication.publish({ sequence: 5 });
    await (await at.started()).stop();
    await at.publication.publish({ sequence: 4 });
    const again = await at.started();
    await again.checkNow();
    expect(sequenceOf(again)).toBe(5);
    expect(again.status().fault).toMatchObject({ code: 'data_corrupt' });
  });

  it('notices a copy that was changed meanwhile and had its date set back, and fetches a good one', async () => {
    const { snapshot_id } = await at.publication.publish({ sequence: 1 });
    const server = await at.publication.serve();
    at.stops.push(server.close);
    await (await at.started({ source: server.url })).stop();
    const file = join(at.root, 'cache', `${snapshot_id}-1.db`);
    const dated = join(at.root, 'dated');
    const before = statSync(file, { bigint: true });
    execFileSync('touch', ['-r', file, dated]);
    const bytes = readFileSync(file);
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 4;
    writeFileSync(file, bytes);
    execFileSync('touch', ['-r', dated, file]);
    const { ino, size, mtimeNs } = statSync(file, { bigint: true });
    expect([ino, size, mtimeNs]).toEqual([before.ino, before.size, before.mtimeNs]);
    const again = await at.started({ source: server.url });
    await again.checkNow();
    expect(again.current()?.reader.name()).toBe('七里香 1');
    expect(readFileSync(file).equals(bytes)).toBe(false);
  });

  it('serves its own copy after the publisher has removed the snapshot, without copying it again', async () => {
    const { snapshot_id } = await at.publication.publish({ sequence: 1 });
    await (await at.started()).stop();
    rmSync(join(at.publication.dir, snapshot_id), { recursive: true });
    const { ino } = statSync(join(at.root, 'cache', `${snapshot_id}-1.db`));
    expect((await at.started()).current()?.reader.name()).toBe('七里香 1');
    expect(statSync(join(at.root, 'cache', `${snapshot_id}-1.db`)).ino).toBe(ino);
  });

  it('starts over from a damaged record or for another source, and removes what a crash left', async () => {
    await at.publication.publish({ sequence: 5 });
    await (await at.started()).stop();
    writeFileSync(join(at.root, 'cache', 'adopted.json'), '{"file": "../../x"}');
    writeFileSync(join(at.root, 'cache', 'incoming.tmp-1-x'), 'left');
    linkSync(join(at.root, 'cache', 'incoming.tmp-1-x'), join(at.root, 'cache', 'snap-old.db'));
    const again = await at.started();
    expect(sequenceOf(again)).toBe(5);
    expect(at.cached()).toHaveLength(2);
    await again.stop();
    rmSync(at.publication.dir, { recursive: true });
    const other = await Publication.create(join(at.root, 'other'));
    await other.publish({ sequence: 1 });
    const elsewhere = await at.started({ source: other.dir, trustedKeys: other.keys.trusted });
    expect(sequenceOf(elsewhere)).toBe(1);
    expect(at.cached()).toEqual(['adopted.json', expect.stringMatching(/-1\.db$/)]);
  });

  it('keeps its copy under a mistaken address, and serves it once that is put right, even without its source', async () => {
    await at.publication.publish({ sequence: 5 });
    await (await at.started()).stop();
    rmSync(at.publication.dir, { recursive: true });
    const mistaken = await at.started({ source: join(at.root, 'nothing') });
    expect(mistaken.current()).toBeUndefined();
    await mistaken.stop();
    expect((await at.started()).current()?.reader.name()).toBe('七里香 5');
  });

  it('waits no longer than configured for a hanging source, and stops immediately', async () => {
    const server = await at.publication.serve();
    at.stops.push(server.close);
    const made = at.follower({ source: server.url.replace('127.0.0.1', '192.0.2.1'), startWaitMs: 100 });
    const began = performance.now();
    await made.start();
    await made.stop();
    expect(performance.now() - began).toBeLessThan(8000);
    expect(made.current()).toBeUndefined();
  });

  it('fails for a cache folder it cannot use, and names it', async () => {
    writeFileSync(join(at.root, 'file'), '');
    await expect(at.follower({ cacheDir: join(at.root, 'file', 'cache') }).start()).rejects.toMatchObject({
      name: 'Fault',
      message: expect.stringContaining(join(at.root, 'file', 'cache')),
    });
  });
});
