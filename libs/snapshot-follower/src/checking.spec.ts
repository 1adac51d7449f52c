import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createManifestSigner } from '@catalogsync/signing';
import { openFiles, Publication, until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Harness, Reader, sequenceOf } from './fixtures/follower-harness.js';
import { recordingLog } from './fixtures/recording-log.js';
import { SnapshotFollower } from './index.js';

// Real here: files, SQLite, Ed25519, HTTP on loopback.
let at: Harness;
beforeEach(async () => {
  at = await Harness.create();
});
afterEach(() => at.end());

async function served(): Promise<{ readonly url: string; readonly requests: string[] }> {
  const server = await at.publication.serve();
  at.stops.push(server.close);
  return server;
}

const recordFile = (): string => join(at.root, 'cache', 'adopted.json');

describe('when checks repeat and nothing changes', () => {
  it('keeps the date of the snapshot in use, and does not write its record again', async () => {
    await at.publication.publish({ sequence: 1 });
    const { log, lines } = recordingLog();
    const made = await at.started({ log });
    const { ino } = statSync(recordFile());
    at.time += 5_000;
    await made.checkNow();
    expect(made.current()?.adoptedAt).toBe(Harness.now);
    expect(made.status()).toMatchObject({ lastCheckedAt: Harness.now + 5_000, fault: undefined, faultCount: 0 });
    expect(statSync(recordFile()).ino).toBe(ino);
    expect(lines).toEqual(['info a new snapshot is in use']);
  });

  it('asks only for the manifest of a bad publication, and waits no more for its other half', async () => {
    await at.publication.publish({ sequence: 1, sign: false });
    const { url, requests } = await served();
    const made = await at.started({ source: url, startWaitMs: 60_000, settlePausesMs: [1, 1] });
    const pair = ['/manifest.json', '/manifest.json.jws'];
    expect(requests.splice(0)).toEqual(['/metadata/timestamp.json', ...pair, ...pair, ...pair]);
    await made.checkNow();
    expect(requests).toEqual(['/metadata/timestamp.json', '/manifest.json']);
  });
});

describe('when a snapshot is published again', () => {
  it('is in use from that date on', async () => {
    const manifest = await at.publication.publish({ sequence: 1 });
    const made = await at.started();
    const again = Buffer.from(JSON.stringify({ ...manifest, sequence: 2 }));
    at.publication.put('manifest.json.jws', await createManifestSigner(at.publication.keys.signing).sign(again));
    at.publication.put('manifest.json', again);
    at.time += 5_000;
    await made.checkNow();
    expect(made.current()).toMatchObject({ manifest: { sequence: 2 }, adoptedAt: at.time });
  });

  it('is fetched if it has other content under the same id', async () => {
    const { snapshot_id } = await at.publication.publish({ sequence: 1 });
    const made = await at.started();
    await at.publication.publish({ sequence: 1, rows: 11, change: { sequence: 2 } });
    await made.checkNow();
    expect(made.current()?.manifest).toMatchObject({ snapshot_id, sequence: 2 });
    expect(made.current()?.reader.database.prepare('SELECT count(*) FROM catalog_tracks').pluck().get()).toBe(11);
  });

  it('is what the next start serves', async () => {
    await at.publication.publish({ sequence: 1 });
    const made = await at.started();
    await at.publication.publish({ sequence: 2 });
    await made.checkNow();
    await made.stop();
    rmSync(at.publication.dir, { recursive: true });
    expect(sequenceOf(await at.started())).toBe(2);
  });
});

describe('when a check finds half a publication', () => {
  const patient = { settlePausesMs: Array.from({ length: 1000 }, () => 10) };
  const signatureFile = (): string => join(at.publication.dir, 'manifest.json.jws');

  it('reads the signature that comes after its manifest over HTTP too', async () => {
    await at.publication.publish({ sequence: 1 });
    const { url, requests } = await served();
    const made = await at.started({ source: url, ...patient });
    const old = readFileSync(signatureFile());
    await at.publication.publish({ sequence: 2 });
    const next = readFileSync(signatureFile());
    at.publication.put('manifest.json.jws', old);
    requests.splice(0);
    const looking = made.checkNow();
    await until(() => requests.includes('/manifest.json.jws'));
    at.publication.put('manifest.json.jws', next);
    await looking;
    expect(sequenceOf(made)).toBe(2);
    expect(made.status().faultCount).toBe(0);
  });

  it('waits for the next one if the database of the manifest is gone already', async () => {
    await at.publication.publish({ sequence: 1 });
    const { url, requests } = await served();
    const made = await at.started({ source: url, ...patient });
    const { snapshot_id } = await at.publication.publish({ sequence: 2 });
    rmSync(join(at.publication.dir, snapshot_id), { recursive: true });
    const looking = made.checkNow();
    await until(() => requests.some((path) => path.includes(snapshot_id)));
    await at.publication.publish({ sequence: 3 });
    await looking;
    expect(sequenceOf(made)).toBe(3);
    expect(made.status().faultCount).toBe(0);
  });

  it('waits for it by default', async () => {
    await at.publication.publish({ sequence: 1 });
    const signature = readFileSync(signatureFile());
    rmSync(signatureFile());
    const { url, requests } = await served();
    const made = new SnapshotFollower({
      publication: { source: url, trustedKeys: at.publication.keys.trusted },
      cacheDir: join(at.root, 'cache'),
      open: (file) => new Reader(file),
      pacing: {},
      clock: { now: () => at.time },
      log: recordingLog().log,
    });
    at.stops.push(() => made.stop());
    const starting = made.start();
    await until(() => requests.includes('/manifest.json.jws'), 1);
    at.publication.put('manifest.json.jws', signature);
    await starting;
    expect([sequenceOf(made), made.status().faultCount]).toEqual([1, 0]);
  });

  it('does not wait for anything that would not change: an expired manifest', async () => {
    await at.publication.publish({ sequence: 1, change: { expires_at: '2026-11-30T23:59:59Z' } });
    const { url, requests } = await served();
    const made = await at.started({ source: url, startWaitMs: 60_000, ...patient });
    expect(made.status().fault).toMatchObject({ code: 'expired' });
    expect(requests).toEqual(['/metadata/timestamp.json', '/manifest.json', '/manifest.json.jws']);
  });
});

describe('when a new snapshot cannot be opened', () => {
  it('leaves nothing of it, and is tried again at once if a check is requested', async () => {
    await at.publication.publish({ sequence: 1 });
    let broken = false;
    const open = (file: string): Reader => {
      if (broken) throw new Error('no such index');
      return new Reader(file);
    };
    const made = await at.started({ open });
    broken = true;
    await at.publication.publish({ sequence: 2 });
    await made.checkNow();
    expect(made.status().fault).toMatchObject({ code: 'internal' });
    expect(at.cached().filter((name) => name !== 'adopted.json')).toHaveLength(1);
    broken = false;
    await made.checkNow();
    expect([sequenceOf(made), made.status().fault]).toEqual([2, undefined]);
  });
});

describe('when a folder is watched', () => {
  it('notices what is published after the folder was replaced by another of that name', async () => {
    const made = await at.started();
    renameSync(at.publication.dir, `${at.publication.dir}-before`);
    mkdirSync(at.publication.dir);
    await made.checkNow();
    for (const sequence of [1, 2]) {
      await at.publication.publish({ sequence });
      await until(() => sequenceOf(made) === sequence);
    }
  });

  it('may have an address in its name', async () => {
    const folder = await Publication.create(join(at.root, 'http:'));
    await folder.publish({ sequence: 1 });
    const made = await at.started({ source: `${at.root}/http://publication`, trustedKeys: folder.keys.trusted });
    expect(sequenceOf(made)).toBe(1);
  });

  it('names what stands in place of the folder of a snapshot', async () => {
    const { snapshot_id } = await at.publication.publish({ sequence: 1 });
    rmSync(join(at.publication.dir, snapshot_id), { recursive: true });
    writeFileSync(join(at.publication.dir, snapshot_id), '');
    const made = await at.started();
    expect(made.status().fault).toMatchObject({ code: 'not_found', message: expect.stringContaining('not a folder') });
  });

  it('forgets a damaged record without a word about the copy', async () => {
    mkdirSync(join(at.root, 'cache'));
    writeFileSync(recordFile(), 'nonsense');
    const made = await at.started();
    expect(made.status().fault).toMatchObject({ code: 'not_found', message: expect.not.stringContaining('copy') });
  });
});

describe('when a follower is stopped', () => {
  it('closes its reader, serves nothing, and says nothing more', async () => {
    await at.publication.publish({ sequence: 1 });
    const { log, lines } = recordingLog();
    const made = await at.started({ log });
    const { reader } = made.current()!;
    await Promise.all([made.stop(), made.stop()]);
    expect([reader.database.open, openFiles(at.root)]).toEqual([false, []]);
    lines.splice(0);
    at.time += 5_000;
    await made.checkNow();
    expect(made.current()).toBeUndefined();
    expect([made.status(), lines]).toMatchObject([{ lastCheckedAt: Harness.now, fault: undefined, faultCount: 0 }, []]);
  });
});
