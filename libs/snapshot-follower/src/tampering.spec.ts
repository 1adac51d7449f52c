import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '@catalogsync/snapshot-format';
import { Publication, until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Harness, sequenceOf } from './fixtures/follower-harness.js';
import { recordingLog } from './fixtures/recording-log.js';

// Real here: files, SQLite, Ed25519, HTTP on loopback.
let at: Harness;
/** A sound database whose content nobody signed. */
let other: string;
beforeEach(async () => {
  at = await Harness.create();
  const elsewhere = await Publication.create(join(at.root, 'elsewhere'));
  const { snapshot_id } = await elsewhere.publish({ sequence: 666, rows: 40 });
  other = join(elsewhere.dir, snapshot_id, 'catalog_read.db');
});
afterEach(() => at.end());

const copyOf = ({ snapshot_id, sequence }: Manifest): string => join(at.root, 'cache', `${snapshot_id}-${sequence}.db`);

/** Writes into the very file, as `cp` does. */
const overwrite = (file: string): void => {
  chmodSync(file, 0o600);
  copyFileSync(other, file);
};

/** Flips a bit and sets the dates back. */
function flip(file: string): void {
  const { atime, mtime } = statSync(file);
  const bytes = readFileSync(file);
  const found = bytes.lastIndexOf('七里香');
  bytes[found] = (bytes[found] ?? 0) ^ 1;
  chmodSync(file, 0o600);
  writeFileSync(file, bytes);
  utimesSync(file, atime, mtime);
}

describe('when a published database is changed under its reader', () => {
  const changes: [string, (file: string) => void][] = [
    ['overwritten in place', overwrite],
    ['changed in place with its dates set back', flip],
    ['truncated to nothing', (file) => truncateSync(file, 0)],
    ['truncated to half', (file) => truncateSync(file, statSync(file).size / 2)],
    ['truncated to one page', (file) => truncateSync(file, 4096)],
    [
      'appended to',
      (file) => {
        chmodSync(file, 0o600);
        appendFileSync(file, 'more');
      },
    ],
    ['replaced by a rename', (file) => renameSync(other, file)],
    [
      'replaced by a link to another',
      (file) => {
        rmSync(file);
        symlinkSync(other, file);
      },
    ],
    ['removed', (file) => rmSync(file)],
  ];

  it.each(changes.flatMap(([what, change]) => (['nested', 'flat'] as const).map((layout) => [what, layout, change] as const)))(
    'keeps serving what it verified: %s (%s)',
    async (_what, layout, change) => {
      const manifest = await at.publication.publish({ sequence: 1, layout });
      const made = await at.started();
      const reader = made.current()?.reader;
      change(join(at.publication.dir, layout === 'flat' ? '' : manifest.snapshot_id, 'catalog_read.db'));
      at.time += 10_000;
      expect(made.current()?.reader.name()).toBe('七里香 1');
      await made.checkNow();
      expect(made.current()?.reader).toBe(reader);
      expect(reader?.name()).toBe('七里香 1');
      expect(reader?.database.pragma('integrity_check', { simple: true })).toBe('ok');
    },
  );

  it('refuses it if it is not in use yet, and says why', async () => {
    await at.publication.publish({ sequence: 1, damage: overwrite });
    const made = await at.started();
    expect(made.current()).toBeUndefined();
    expect(made.status().fault).toMatchObject({ code: 'data_corrupt', message: expect.stringMatching(/hash|bytes/) });
  });
});

describe('when the own copy of the snapshot in use is changed', () => {
  it('is not read before it is hashed again, then left and fetched again, and says so', async () => {
    const manifest = await at.publication.publish({ sequence: 1 });
    const made = await at.started();
    const left = made.current()!.reader;
    flip(copyOf(manifest));
    // No check has run: the use itself looks, since time has passed.
    at.time += 1_000;
    expect(made.current()).toBeUndefined();
    // No check is requested: it comes back by itself.
    await until(() => made.current() !== undefined && made.status().fault === undefined);
    expect(left.database.open).toBe(false);
    expect(made.current()?.reader.name()).toBe('七里香 1');
    expect(made.status()).toMatchObject({ fault: undefined, faultCount: 1 });
  });

  it('is looked at again after the clock was set back', async () => {
    const manifest = await at.publication.publish({ sequence: 1 });
    const made = await at.started();
    flip(copyOf(manifest));
    at.time -= 86_400_000;
    expect(made.current()).toBeUndefined();
  });

  it('is noticed by the next check even if nobody asks for it', async () => {
    const manifest = await at.publication.publish({ sequence: 1 });
    const made = await at.started();
    const left = made.current()!.reader;
    overwrite(copyOf(manifest));
    await made.checkNow();
    expect(made.current()?.reader).not.toBe(left);
    expect(made.current()?.reader.name()).toBe('七里香 1');
  });

  it('serves nothing while the publication is damaged too, and the next good one at once', async () => {
    const manifest = await at.publication.publish({ sequence: 1 });
    const made = await at.started();
    flip(copyOf(manifest));
    flip(join(at.publication.dir, manifest.snapshot_id, 'catalog_read.db'));
    await made.checkNow();
    expect(made.current()).toBeUndefined();
    expect(made.status().fault).toMatchObject({
      code: 'data_corrupt',
      message: expect.stringMatching(/^the copy in the cache folder was changed: .*; it cannot be fetched again: .*/),
    });
    await at.publication.publish({ sequence: 2 });
    await made.checkNow();
    expect(made.current()?.reader.name()).toBe('七里香 2');
    expect(made.status().fault).toBeUndefined();
  });

  it('goes on with the same reader if only its mode or dates were changed', async () => {
    const manifest = await at.publication.publish({ sequence: 1 });
    const made = await at.started();
    const { reader } = made.current()!;
    chmodSync(copyOf(manifest), 0o644);
    utimesSync(copyOf(manifest), 1, 1);
    await made.checkNow();
    expect(made.current()?.reader).toBe(reader);
    expect(made.status()).toMatchObject({ fault: undefined, faultCount: 0 });
  });

  it.each([
    ['removed', (file: string) => unlinkSync(file)],
    ['replaced', (file: string) => renameSync(other, file)],
    ['removed with its folder', (file: string) => rmSync(join(file, '..'), { recursive: true })],
  ])('keeps serving what it has open and makes the copy anew: %s', async (_what, change) => {
    const manifest = await at.publication.publish({ sequence: 1 });
    const { log, lines } = recordingLog();
    const made = await at.started({ log });
    change(copyOf(manifest));
    at.time += 5_000;
    await made.checkNow();
    expect(made.current()).toMatchObject({ manifest, adoptedAt: Harness.now });
    expect(made.current()?.reader.name()).toBe('七里香 1');
    expect(at.cached()).toEqual(['adopted.json', `${manifest.snapshot_id}-1.db`]);
    expect(lines).toContain('info the copy in the cache folder was gone; there is a new one');
    await made.stop();
    rmSync(at.publication.dir, { recursive: true });
    expect((await at.started()).current()?.reader.name()).toBe('七里香 1');
  });

  it('keeps serving what it has open even if it cannot make the copy anew', async () => {
    await at.publication.publish({ sequence: 1 });
    const made = await at.started();
    rmSync(join(at.root, 'cache'), { recursive: true });
    rmSync(at.publication.dir, { recursive: true });
    await made.checkNow();
    expect(made.current()?.reader.name()).toBe('七里香 1');
    expect(made.status().fault).toMatchObject({ code: 'not_found' });
  });

  it('stores its record again if that was removed', async () => {
    await at.publication.publish({ sequence: 1 });
    const made = await at.started();
    rmSync(join(at.root, 'cache', 'adopted.json'));
    await made.checkNow();
    expect(at.cached()).toContain('adopted.json');
  });
});

describe('when the own copy is damaged while the follower is stopped', () => {
  it('still accepts no older publication, and says what happened', async () => {
    const manifest = await at.publication.publish({ sequence: 5 });
    await (await at.started()).stop();
    flip(copyOf(manifest));
    await at.publication.publish({ sequence: 4 });
    const again = await at.started();
    await again.checkNow();
    expect(again.current()).toBeUndefined();
    expect(again.status().fault).toMatchObject({ message: expect.stringMatching(/was changed: .* 5 was already accepted/) });
    await again.stop();
    const third = await at.started();
    expect(third.current()).toBeUndefined();
    await at.publication.publish({ sequence: 6 });
    await third.checkNow();
    expect([sequenceOf(third), third.status().fault]).toEqual([6, undefined]);
  });

  it('makes a copy of its own where an earlier version linked the published file', async () => {
    const manifest = await at.publication.publish({ sequence: 1 });
    await (await at.started()).stop();
    const published = join(at.root, 'published.db');
    linkSync(copyOf(manifest), published);
    rmSync(at.publication.dir, { recursive: true });
    const again = await at.started();
    truncateSync(published, 0);
    expect(again.current()?.reader.name()).toBe('七里香 1');
    expect(statSync(copyOf(manifest)).nlink).toBe(1);
  });

  it('lets nobody else into its folder', async () => {
    execFileSync('mkdir', ['-m', '777', join(at.root, 'cache')]);
    await at.started();
    expect(statSync(join(at.root, 'cache')).mode & 0o777).toBe(0o700);
  });
});
