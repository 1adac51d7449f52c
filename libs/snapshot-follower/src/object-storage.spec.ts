import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Harness, sequenceOf } from './fixtures/follower-harness.js';
import { PublishedOver } from './fixtures/published-ways.js';

// Real here: the SDK and HTTP on loopback, files, signatures, databases. fauxqs, in this process, plays the server.
let at: Harness;
beforeEach(async () => {
  at = await Harness.create();
});
afterEach(() => at.end());

const publish = (sequence: number) => at.publication.publish({ sequence, layout: 'trusted', signedAt: at.time, rows: 500 });

describe('when a publication is followed in object storage', () => {
  it('takes the packed database, and the next one when it is there', async () => {
    const over = await PublishedOver.open(at, 's3 server');
    const made = at.follower({ ...over.source, startWaitMs: 1 });
    await made.start();
    await made.checkNow();
    expect(made.status().fault).toMatchObject({ code: 'not_found', shown: expect.stringContaining('object storage') });
    for (const sequence of [1, 2]) {
      await publish(sequence);
      await over.spread();
      await made.checkNow();
      expect([sequenceOf(made), made.status().fault]).toEqual([sequence, undefined]);
    }
    const { fetchedBytes } = made.status();
    expect([fetchedBytes.full > 0, fetchedBytes.plain]).toEqual([true, 0]);
  });

  it('goes on with what a process before it had fetched', async () => {
    const over = await PublishedOver.open(at, 's3 server');
    const { snapshot_id } = await publish(1);
    const packed = join(at.publication.dir, 'snapshots', snapshot_id, 'catalog_read.db.zst');
    const bytes = readFileSync(packed);
    const half = Math.floor(bytes.length / 2);
    mkdirSync(join(at.root, 'cache'), { mode: 0o700 });
    const name = `incoming-${createHash('sha256').update(bytes).digest('hex')}.part`;
    writeFileSync(join(at.root, 'cache', name), bytes.subarray(0, half));
    // If the first half were fetched again, the whole would not be what was signed.
    writeFileSync(packed, Buffer.concat([Buffer.alloc(half), bytes.subarray(half)]));
    await over.spread();
    const made = await at.started(over.source);
    expect([sequenceOf(made), made.status().fault]).toEqual([1, undefined]);
    const { fetchedBytes } = made.status();
    expect([fetchedBytes.full, fetchedBytes.plain]).toEqual([bytes.length, 0]);
  });

  it('serves on while the storage is away', async () => {
    const over = await PublishedOver.open(at, 's3 server');
    await publish(1);
    await over.spread();
    const made = await at.started(over.source);
    await over.stopServer();
    await made.checkNow();
    expect(made.status().fault).toMatchObject({ code: 'unavailable' });
    expect(made.current()?.reader.name()).toBe('七里香 1');
  });
});
