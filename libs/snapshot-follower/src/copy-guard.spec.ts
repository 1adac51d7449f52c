import { copyFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '@catalogsync/faults';
import type { Manifest } from '@catalogsync/snapshot-format';
import { until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CopyGuard } from './copy-guard.js';
import { Harness } from './fixtures/follower-harness.js';
import { recordingLog } from './fixtures/recording-log.js';
import { HeldCopy } from './held-copy.js';

// Real here: files, SQLite, hashes.
let at: Harness;
let manifest: Manifest;
let ending: AbortController;
let damages: Fault[];
let lines: string[];
let guard: CopyGuard;

beforeEach(async () => {
  at = await Harness.create();
  manifest = await at.publication.publish({ sequence: 1 });
  ending = new AbortController();
  damages = [];
  const recording = recordingLog();
  lines = recording.lines;
  guard = new CopyGuard({ now: () => at.time }, recording.log, ending.signal, (fault) => damages.push(fault));
});
afterEach(() => at.end());

/** A verified copy under this name. */
async function verified(name: string): Promise<HeldCopy> {
  const file = join(at.root, name);
  copyFileSync(join(at.publication.dir, manifest.snapshot_id, 'catalog_read.db'), file);
  const copy = await HeldCopy.open(file, manifest, new AbortController().signal);
  at.stops.push(() => copy.close());
  return copy;
}

/** The file of a verified copy, guarded from now on. */
async function guarded(): Promise<string> {
  const copy = await verified('a.db');
  guard.guard(copy, manifest);
  return copy.file;
}

const touched = 'warn something has touched the copy of the snapshot in use; it is hashed again before it is read';

describe('when a copy in use is guarded', () => {
  it.each([1, -1])('is looked at by a use only after a quarter of a second, whichever way the clock goes (%i)', async (direction) => {
    const file = await guarded();
    at.time += direction * 1_000;
    expect(guard.mayRead()).toBe(true);
    utimesSync(file, 1, 1);
    at.time += direction * 250;
    expect(guard.mayRead()).toBe(true);
    at.time += direction;
    expect(guard.mayRead()).toBe(false);
    await until(() => guard.mayRead());
    expect(lines).toEqual([touched, 'info the copy is unchanged']);
  });

  it('is not looked at right after it was verified', async () => {
    at.time += 1_000;
    utimesSync(await guarded(), 1, 1);
    expect(guard.mayRead()).toBe(true);
  });

  it('is hashed once, however often it is looked at meanwhile', async () => {
    utimesSync(await guarded(), 1, 1);
    await Promise.all([guard.look(), guard.look(), guard.look()]);
    expect(guard.mayRead()).toBe(true);
    await guard.look();
    expect(lines).toEqual([touched, 'info the copy is unchanged']);
    expect(damages).toEqual([]);
  });

  it('is reported once if it is damaged, and nothing is guarded then', async () => {
    writeFileSync(await guarded(), 'damaged');
    await guard.look();
    await guard.look();
    expect(damages).toEqual([expect.objectContaining({ code: 'data_corrupt', message: expect.stringContaining('bytes') })]);
    expect([guard.mayRead(), lines]).toEqual([true, [touched]]);
  });

  it('is no longer reported once another has replaced it', async () => {
    writeFileSync(await guarded(), 'damaged');
    const next = await verified('b.db');
    const looking = guard.look();
    guard.guard(next, manifest);
    expect(guard.mayRead()).toBe(true);
    await looking;
    expect([damages, lines, guard.mayRead()]).toEqual([[], [touched], true]);
  });

  it('is not reported if hashing was stopped', async () => {
    utimesSync(await guarded(), 1, 1);
    const looking = guard.look();
    ending.abort();
    await looking;
    expect([damages, lines]).toEqual([[], [touched]]);
  });
});

describe('when nothing is guarded yet', () => {
  it('looks at nothing', async () => {
    await guard.look();
    expect([guard.mayRead(), damages, lines]).toEqual([true, [], []]);
  });
});
