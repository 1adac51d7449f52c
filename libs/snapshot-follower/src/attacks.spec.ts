import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicationAttacks, seededRandom } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Harness, sequenceOf } from './fixtures/follower-harness.js';
import { PublishedOver, ways } from './fixtures/published-ways.js';

// Real here: files, HTTP on loopback, keys and signatures, databases; object storage in memory.
const day = 86_400_000;
let at: Harness;
beforeEach(async () => {
  at = await Harness.create();
});
afterEach(() => at.end());

const publish = (sequence: number) => at.publication.publish({ sequence, layout: 'trusted', signedAt: at.time });
const path = (name: string): string => join(at.publication.dir, name);
describe.each(ways)('when a publication is attacked on its way (%s)', (way) => {
  it.each(publicationAttacks)('refuses it as $alarm and serves on: $what', async ({ alarm, act }) => {
    await publish(1);
    const before = join(at.root, 'before');
    cpSync(at.publication.dir, before, { recursive: true });
    const over = await PublishedOver.open(at, way);
    await over.spread();
    const made = await at.started(over.source);
    expect([sequenceOf(made), made.status().fault]).toEqual([1, undefined]);
    await publish(2);
    // The older one must have been exceeded before it can be offered again.
    if (alarm === 'rollback') {
      await over.spread();
      await made.checkNow();
      expect(sequenceOf(made)).toBe(2);
    }
    const attacked = { publication: at.publication, root: at.root, before, time: at.time };
    await act(attacked);
    at.time = attacked.time;
    await over.spread();
    await made.checkNow();
    expect(made.status().fault).toMatchObject({ alarm });
    expect(made.status().alarms[alarm]).toBeGreaterThan(0);
    expect(sequenceOf(made)).toBe(alarm === 'rollback' ? 2 : 1);
    expect(made.current()?.reader.name()).toBe(`七里香 ${sequenceOf(made)}`);
  });

  it('goes on as soon as the publication is sound again, also after a restart', async () => {
    await publish(1);
    const over = await PublishedOver.open(at, way);
    await over.spread();
    const made = await at.started(over.source);
    at.time += 31 * day;
    await made.checkNow();
    expect(made.status().fault).toMatchObject({ alarm: 'freeze' });
    await made.stop();
    const again = await at.started(over.source);
    await again.checkNow();
    expect([sequenceOf(again), again.status().fault?.alarm]).toEqual([1, 'freeze']);
    await at.publication.trusted.resign(at.time);
    await over.spread();
    await again.checkNow();
    expect(again.status()).toMatchObject({ fault: undefined, freshUntil: at.time + 30 * day });
  });
});

/** CATALOGSYNC_LARGE_PROOFS=1 tries 1,000 over each road. */
const spoiled = process.env.CATALOGSYNC_LARGE_PROOFS === '1' ? 1_000 : 30;

describe.each(['http', 's3'] as const)('when files of publications are spoiled at random (%s)', (way) => {
  it(`adopts none of ${spoiled}`, async () => {
    await publish(1);
    const over = await PublishedOver.open(at, way);
    await over.spread();
    const made = await at.started(over.source);
    await publish(2);
    const sound = join(at.root, 'sound');
    cpSync(at.publication.dir, sound, { recursive: true });
    const random = seededRandom(way === 'http' ? 1 : 2);
    // Without these files the second cannot be adopted; everything that leads to it is spoiled.
    const decisive = readdirSync(sound, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /timestamp|000002Z.*(catalog_read|manifest)/.test(name),
    );
    expect(decisive).toHaveLength(4);
    for (let run = 0; run < spoiled; run++) {
      rmSync(at.publication.dir, { recursive: true });
      mkdirSync(at.publication.dir);
      cpSync(sound, at.publication.dir, { recursive: true });
      const chosen = decisive.filter((name) => /timestamp/.test(name) === (run % 3 === 0) && (run % 3 !== 1 || /manifest/.test(name)));
      for (const name of chosen) spoil(path(name), random);
      await over.spread();
      await made.checkNow();
      expect([run, sequenceOf(made)]).toEqual([run, 1]);
    }
    rmSync(at.publication.dir, { recursive: true });
    cpSync(sound, at.publication.dir, { recursive: true });
    await over.spread();
    await made.checkNow();
    expect([sequenceOf(made), made.status().fault]).toEqual([2, undefined]);
  });
});

function spoil(file: string, random: () => number): void {
  const bytes = readFileSync(file);
  const place = Math.floor(random() * bytes.length);
  bytes[place] = (bytes[place] ?? 0) ^ (1 + Math.floor(random() * 255));
  writeFileSync(file, random() < 0.5 ? bytes.subarray(0, place) : bytes);
}

describe('when somebody stole the key that signs publications', () => {
  it('follows the honest publisher again after a rotation, however far ahead the thief has numbered, also if that takes a restart', async () => {
    await publish(1);
    const rootFile = join(at.root, 'given-root.json');
    writeFileSync(rootFile, readFileSync(at.publication.trusted.root));
    const made = await at.started({ rootFile });
    const stolen = await publish(9_000_000_000);
    await made.checkNow();
    expect(sequenceOf(made)).toBe(9_000_000_000);
    // The owner takes the thief's snapshot out, and the key away from them. At first the new one cannot be fetched.
    at.publication.trusted.leaveOut(stolen.snapshot_id);
    const honest = await publish(2);
    const folder = path(`snapshots/${honest.snapshot_id}`);
    renameSync(folder, `${folder}.away`);
    await at.publication.trusted.rotate(at.time);
    await made.checkNow();
    expect(sequenceOf(made)).toBe(9_000_000_000);
    await made.stop();
    renameSync(`${folder}.away`, folder);
    const again = await at.started({ rootFile });
    await again.checkNow();
    expect([sequenceOf(again), again.status().fault]).toEqual([2, undefined]);
    // From then on sequences count again.
    at.publication.trusted.leaveOut(honest.snapshot_id);
    await at.publication.trusted.sign({ signedAt: at.time + 1000 });
    await again.checkNow();
    expect([sequenceOf(again), again.status().fault?.alarm]).toEqual([2, 'rollback']);
  });
});
