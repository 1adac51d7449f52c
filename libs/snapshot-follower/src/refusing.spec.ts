import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createManifestSigner, ensureKeyRing, keyRingFiles, rotateKeyRing } from '@catalogsync/signing';
import { Publication, until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Harness, Reader, sequenceOf } from './fixtures/follower-harness.js';

// Real here: files, SQLite, Ed25519.
let at: Harness;
beforeEach(async () => {
  at = await Harness.create();
});
afterEach(() => at.end());

describe('when a publication is bad', () => {
  const bad: [string, string, (sequence: number) => Promise<unknown>][] = [
    [
      'a truncated database',
      'data_corrupt',
      (sequence) => at.publication.publish({ sequence, damage: (file) => truncateSync(file, 4096) }),
    ],
    ['a flipped bit', 'data_corrupt', (sequence) => at.publication.publish({ sequence, damage: flipBit })],
    ['a wrong hash', 'data_corrupt', (sequence) => at.publication.publish({ sequence, change: { db_sha256: 'ab'.repeat(32) } })],
    ['a wrong size', 'data_corrupt', (sequence) => at.publication.publish({ sequence, change: { db_size_bytes: 1 } })],
    ['an unknown schema', 'data_corrupt', (sequence) => at.publication.publish({ sequence, change: { schema_version: 3 } })],
    ['an older sequence', 'data_corrupt', () => at.publication.publish({ sequence: 4 })],
    ['another snapshot of the same sequence', 'data_corrupt', () => at.publication.publish({ sequence: 5, rows: 11 })],
    ['an expired manifest', 'expired', (sequence) => at.publication.publish({ sequence, change: { expires_at: '2026-11-30T23:59:59Z' } })],
    ['a missing signature', 'data_corrupt', (sequence) => at.publication.publish({ sequence, sign: false })],
    ['a hostile id', 'data_corrupt', (sequence) => at.publication.publish({ sequence, change: { snapshot_id: '../../../../etc' } })],
    [
      'an id other than that of the database',
      'data_corrupt',
      (sequence) => at.publication.publish({ sequence, change: { snapshot_id: otherId } }),
    ],
    ['invalid JSON', 'data_corrupt', async () => at.publication.put('manifest.json', 'nonsense')],
    ['a huge manifest', 'data_corrupt', async () => at.publication.put('manifest.json', ' '.repeat(300_000))],
    ['a manifest without its database', 'not_found', (sequence) => at.publication.publish({ sequence }).then(removeDatabases)],
    ['a removed publication', 'not_found', async () => rmSync(at.publication.dir, { recursive: true })],
  ];
  const otherId = 'snap-20261101T000000Z-aaaaaaaaaaaa';
  function flipBit(file: string): void {
    const bytes = readFileSync(file);
    bytes[bytes.length - 100] = (bytes[bytes.length - 100] ?? 0) ^ 4;
    writeFileSync(file, bytes);
  }
  function removeDatabases(): void {
    for (const name of readdirSync(at.publication.dir))
      if (name.startsWith('snap-')) rmSync(join(at.publication.dir, name), { recursive: true });
  }

  it.each(bad)('keeps the old snapshot and says why: %s', async (_what, code, publish) => {
    await at.publication.publish({ sequence: 5 });
    const made = await at.started({ settlePausesMs: [5, 10] });
    await publish(6);
    at.time = Harness.now + 1000;
    await made.checkNow();
    expect(sequenceOf(made)).toBe(5);
    expect(made.current()?.reader.name()).toBe('七里香 5');
    expect(made.status()).toMatchObject({ fault: { code, since: expect.any(Number) } });
    expect(at.cached().filter((name) => name.endsWith('.db') || name.includes('.tmp'))).toHaveLength(1);
    // It recovers by itself once a good snapshot is published.
    if (code === 'not_found')
      at.publication = await Publication.create(at.root).catch(() => new Publication(at.publication.dir, join(at.root, 'keys')));
    await at.publication.publish({ sequence: 7 });
    await made.checkNow();
    expect(sequenceOf(made)).toBe(7);
    expect(made.status().fault).toBeUndefined();
  });

  it('refuses a manifest signed by a stranger, and adopts it once the key is trusted', async () => {
    await at.publication.publish({ sequence: 1 });
    const made = await at.started();
    // Unsigned at first: the follower watches the folder and may check in between.
    const manifest = await at.publication.publish({ sequence: 2, sign: false });
    const strangers = keyRingFiles(join(at.root, 'strangers'), 'snapshot');
    await ensureKeyRing(join(at.root, 'strangers'), 'snapshot', new Date());
    at.publication.put(
      'manifest.json.jws',
      await createManifestSigner(strangers.signing).sign(readFileSync(join(at.publication.dir, 'manifest.json'))),
    );
    await made.checkNow();
    expect(made.status().fault).toMatchObject({ code: 'data_corrupt', hint: expect.stringContaining('trusted') });
    expect(sequenceOf(made)).toBe(1);
    writeFileSync(at.publication.keys.trusted, readFileSync(strangers.trusted));
    await made.checkNow();
    expect(made.current()?.manifest).toEqual(manifest);
  });

  it('follows a key rotation without a restart (behaviour 177)', async () => {
    await at.publication.publish({ sequence: 1 });
    const made = await at.started();
    await rotateKeyRing(join(at.root, 'keys'), 'snapshot', new Date());
    await at.publication.publish({ sequence: 2 });
    await made.checkNow();
    expect(sequenceOf(made)).toBe(2);
  });

  it('adopts unsigned snapshots only where no trusted keys are configured', async () => {
    await at.publication.publish({ sequence: 1, sign: false });
    expect((await at.started()).current()).toBeUndefined();
    expect(sequenceOf(await at.started({ trustedKeys: '', cacheDir: join(at.root, 'cache-2') }))).toBe(1);
    const lacking = await at.started({ trustedKeys: join(at.root, 'absent.jwks'), cacheDir: join(at.root, 'cache-3') });
    await at.publication.publish({ sequence: 2 });
    await lacking.checkNow();
    expect(lacking.current()).toBeUndefined();
    expect(lacking.status().fault).toMatchObject({ code: 'failed_precondition' });
  });

  it('keeps the old snapshot if the new one cannot be opened, and does not fetch it at every check', async () => {
    await at.publication.publish({ sequence: 1 });
    let broken = false;
    let opened = 0;
    const open = (file: string): Reader => {
      opened += 1;
      if (broken) throw new Error('no such index');
      return new Reader(file);
    };
    const made = await at.started({ open, pollMs: 10 });
    broken = true;
    await at.publication.publish({ sequence: 2 });
    await until(() => made.status().fault !== undefined);
    expect(sequenceOf(made)).toBe(1);
    const tries = opened;
    // Twenty checks, before the time of the next try.
    for (let check = 0; check < 20; check++) {
      at.time += 0.25;
      await until(() => (made.status().lastCheckedAt ?? 0) >= at.time);
    }
    expect(opened).toBe(tries);
    broken = false;
    at.time += 120_000;
    await until(() => sequenceOf(made) === 2);
  });

  it('waits for the second file of a publication instead of reporting a fault', async () => {
    await at.publication.publish({ sequence: 1 });
    let pauses = 0;
    const counted = function* (): Generator<number> {
      for (; ; pauses++) yield 5;
    };
    const made = await at.started({ settlePausesMs: Object.assign<number[], object>([], { [Symbol.iterator]: counted }) });
    let looking: Promise<void> | undefined;
    await at.publication.publish({
      sequence: 2,
      whileHalf: async () => {
        looking = made.checkNow();
        // It has found the half publication, paused, and found it again.
        await until(() => pauses > 1);
      },
    });
    await looking;
    expect(sequenceOf(made)).toBe(2);
    expect(made.status().faultCount).toBe(0);
  });
});
