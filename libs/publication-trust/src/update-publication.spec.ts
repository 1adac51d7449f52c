import { Fault } from '@catalogsync/faults';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { day, hashOf, makeKey, manifest, never, noon, Published, snapshotName } from '../test/publishing.js';
import {
  keptPublication,
  maxBytesOf,
  nextRoot,
  type PublicationAlarm,
  type PublicationUpdate,
  RefusedPublication,
  resignTimestamp,
  rootDocument,
  type SignedPublication,
  type TrustedMetadata,
  updatePublication,
} from './index.js';

let published: Published;
let signed: SignedPublication;

const update = (before: TrustedMetadata, now = noon): Promise<PublicationUpdate> => updatePublication(before, published, now, never);
const accept = async (before = published.firstTrust, now = noon): Promise<TrustedMetadata> =>
  (await update(before, now)).publication.metadata;

async function refusal(before: TrustedMetadata, now = noon): Promise<PublicationAlarm | string> {
  return update(before, now).then(
    () => 'accepted',
    (error: unknown) => (error instanceof RefusedPublication ? error.alarm : error instanceof Fault ? error.code : 'no fault'),
  );
}

/** The published documents as they are now, to be offered again later. */
const taken = (): Map<string, Uint8Array> => new Map(published.files);
function offerAgain(files: Map<string, Uint8Array>): void {
  for (const [path, bytes] of files) published.files.set(path, bytes);
}

beforeEach(async () => {
  published = await Published.create();
  signed = published.publish([
    manifest(1),
    { path: `snapshots/${snapshotName(1)}/catalog_read.db.zst`, sizeBytes: 5, sha256: hashOf('b'), custom: {} },
  ]);
});

describe('when a publication is read for the first time', () => {
  it('trusts what the root vouches for: targets, the current manifest and until when it is fresh', async () => {
    const { publication, changed } = await update(published.firstTrust);
    expect(changed).toBe(true);
    expect([...publication.targets.keys()]).toEqual([
      `snapshots/${snapshotName(1)}/1.manifest.json`,
      `snapshots/${snapshotName(1)}/catalog_read.db.zst`,
    ]);
    expect(publication.current).toEqual(manifest(1));
    expect(publication.freshUntil).toBe(noon + 30 * day);
    expect(publication.signedAt).toBe(noon);
  });

  it('says that nothing is published where there is no metadata', async () => {
    published.files.delete('metadata/timestamp.json');
    expect(await refusal(published.firstTrust)).toBe('not_found');
  });

  it('asks for a named file again later if it is not there', async () => {
    published.files.delete(signed.targets.path);
    expect(await refusal(published.firstTrust)).toBe('unavailable');
  });
});

describe('when nothing has changed', () => {
  it('makes two requests and says so', async () => {
    const metadata = await accept();
    published.asked.length = 0;
    const { changed, publication } = await update(metadata);
    expect(published.asked).toEqual(['metadata/2.root.json', 'metadata/timestamp.json']);
    expect(changed).toBe(false);
    expect(publication.metadata).toEqual(metadata);
  });

  it('makes no other request after the timestamp was signed anew, and knows the later expiry', async () => {
    const metadata = await accept();
    published.resign(noon + day);
    published.asked.length = 0;
    const { changed, publication } = await update(metadata, noon + day);
    expect(published.asked).toHaveLength(2);
    expect(changed).toBe(true);
    expect(publication.freshUntil).toBe(noon + 31 * day);
  });

  it('knows after a restart what it trusted, without asking anybody and though it has expired', async () => {
    const metadata = await accept();
    expect(keptPublication(metadata)?.current).toEqual(manifest(1));
    expect(keptPublication(published.firstTrust)).toBeUndefined();
  });
});

describe('when somebody offers what is old (rollback)', () => {
  it('refuses an older timestamp', async () => {
    const old = taken();
    published.publish([manifest(2)]);
    const metadata = await accept();
    offerAgain(old);
    expect(await refusal(metadata)).toBe('rollback');
  });

  it('refuses a newer timestamp that names an older snapshot, and a newer snapshot that names older targets', async () => {
    published.publish([manifest(2)], { now: noon + day });
    const metadata = await accept(published.firstTrust, noon + day);
    // Signed by the right key, as by a publisher restored from a backup.
    const before = {
      timestamp: published.files.get('metadata/timestamp.json') as Uint8Array,
      snapshot: signed.snapshot.bytes,
      targets: signed.targets.bytes,
    };
    const again = resignTimestamp(before, { now: noon + 2 * day, terms: { contentMs: day, freshMs: day } }, [published.onlineKey]);
    published.files.set(again.path, again.bytes);
    expect(await refusal(metadata, noon + 2 * day)).toBe('rollback');
  });

  it('refuses targets of an older version under a newer snapshot', async () => {
    published.publish([manifest(2)], { now: noon + day });
    const metadata = await accept(published.firstTrust, noon + day);
    const { timestamp, snapshot } = published.publish([manifest(3)], { before: undefined, now: noon + 3 * day });
    const older = published.publish([manifest(3)], {
      now: noon,
      before: { timestamp: timestamp.bytes, snapshot: snapshot.bytes, targets: signed.targets.bytes },
    });
    expect(Number(older.targets.path.match(/\d+/)?.[0])).toBeLessThan((noon + day) / 1000);
    expect(await refusal(metadata, noon + day)).toBe('rollback');
  });

  it('refuses a lower sequence and another manifest of the same sequence, though newly signed', async () => {
    published.publish([manifest(5)]);
    const metadata = await accept();
    published.publish([manifest(4)]);
    expect(await refusal(metadata)).toBe('rollback');
    published.publish([manifest(5, { sha256: hashOf('c') })]);
    expect(await refusal(metadata)).toBe('rollback');
    published.publish([manifest(5), manifest(4)]);
    expect(await refusal(metadata)).toBe('accepted');
  });

  it('refuses a root of the version before under the next number', async () => {
    published.files.set('metadata/2.root.json', published.roots[0] as Uint8Array);
    expect(await refusal(published.firstTrust)).toBe('rollback');
  });
});

describe('when somebody holds back what is new (freeze)', () => {
  it('notices by the expiry of the timestamp, also of the one it holds itself', async () => {
    const metadata = await accept();
    expect(await refusal(metadata, noon + 30 * day - 1)).toBe('accepted');
    expect(await refusal(metadata, noon + 30 * day)).toBe('freeze');
    expect(await refusal(published.firstTrust, noon + 30 * day)).toBe('freeze');
  });

  it('notices expired targets under a fresh timestamp, and an expired root', async () => {
    const metadata = await accept();
    published.resign(noon + 366 * day);
    expect(await refusal(metadata, noon + 366 * day)).toBe('freeze');
    expect(await refusal(metadata, noon + 1800 * day)).toBe('freeze');
  });

  it('accepts again once the publisher has signed again', async () => {
    const metadata = await accept();
    published.resign(noon + 40 * day);
    expect(await refusal(metadata, noon + 40 * day)).toBe('accepted');
  });
});

describe('when files of different publications are mixed (mix_and_match)', () => {
  it('refuses a snapshot that the timestamp does not name, and targets that the snapshot does not name', async () => {
    const first = published.publish([manifest(2)], { now: noon + 1000 });
    const other = published.publish([manifest(3)], { now: noon + 2000 });
    published.files.set(other.snapshot.path, first.snapshot.bytes);
    expect(await refusal(published.firstTrust)).toBe('mix_and_match');
    published.files.set(other.snapshot.path, other.snapshot.bytes);
    published.files.set(other.targets.path, first.targets.bytes);
    expect(await refusal(published.firstTrust)).toBe('mix_and_match');
  });

  it('refuses a snapshot whose version is not the named one, though hash and length are', async () => {
    const draft = { now: noon + day, terms: { contentMs: day, freshMs: day } };
    const before = { timestamp: signed.timestamp.bytes, snapshot: signed.snapshot.bytes, targets: signed.targets.bytes };
    const honest = resignTimestamp(before, draft, [published.onlineKey]);
    const version = Number(signed.snapshot.path.match(/\d+/)?.[0]);
    const { signed: content } = JSON.parse(Buffer.from(honest.bytes).toString()) as {
      signed: { meta: { 'snapshot.json': { version: number } } };
    };
    content.meta['snapshot.json'].version = version + 1;
    const { Metadata, MetadataKind } = await import('@tufjs/models');
    const { printSigned } = await import('./sign-publication.js');
    const lying = Metadata.fromJSON(MetadataKind.Timestamp, { signatures: [], signed: content });
    published.files.set(honest.path, printSigned(lying, [published.onlineKey]));
    published.files.set(`metadata/${version + 1}.snapshot.json`, signed.snapshot.bytes);
    expect(await refusal(published.firstTrust)).toBe('mix_and_match');
  });
});

describe('when somebody sends without end (endless_data)', () => {
  it('refuses more bytes than each file may have', async () => {
    for (const [path, maxBytes] of [
      ['metadata/2.root.json', maxBytesOf.root],
      ['metadata/timestamp.json', maxBytesOf.timestamp],
      [signed.snapshot.path, signed.snapshot.bytes.length],
      [signed.targets.path, signed.targets.bytes.length],
    ] as const) {
      const honest = published.files.get(path);
      published.files.set(path, new Uint8Array(maxBytes + 1));
      expect([path, await refusal(published.firstTrust)]).toEqual([path, 'endless_data']);
      if (honest === undefined) published.files.delete(path);
      else published.files.set(path, honest);
    }
  });

  it('asks a source for no more than is allowed, and takes its refusal as such', async () => {
    const asked: [string, number][] = [];
    const source = {
      read: async (path: string, maxBytes: number) => {
        asked.push([path, maxBytes]);
        if (path.endsWith('.targets.json')) throw new Fault('data_corrupt', 'more than allowed');
        return published.files.get(path);
      },
    };
    await expect(updatePublication(published.firstTrust, source, noon, never)).rejects.toMatchObject({ alarm: 'endless_data' });
    expect(asked).toEqual([
      ['metadata/2.root.json', maxBytesOf.root],
      ['metadata/timestamp.json', maxBytesOf.timestamp],
      [signed.snapshot.path, signed.snapshot.bytes.length],
      [signed.targets.path, signed.targets.bytes.length],
    ]);
  });
});

describe('when no trusted key has signed (wrong_key)', () => {
  it('refuses what is unsigned or signed by another key', async () => {
    published.publish([manifest(2)], {}, []);
    expect(await refusal(published.firstTrust)).toBe('wrong_key');
    published.publish([manifest(3)], {}, [await makeKey()]);
    expect(await refusal(published.firstTrust)).toBe('wrong_key');
    published.publish([manifest(3)], {}, [published.rootKey]);
    expect(await refusal(published.firstTrust)).toBe('wrong_key');
  });

  it('refuses a root that the keys of the root before did not sign', async () => {
    const stranger = await makeKey();
    const keys = { rootKeys: [stranger.publicHex], onlineKeys: [stranger.publicHex] };
    published.addRoot(rootDocument({ version: 2, expiresAt: noon + day, ...keys }, [stranger]));
    expect(await refusal(published.firstTrust)).toBe('wrong_key');
  });

  it('refuses a revoked key once it has seen the root that revokes it, even if that root is hidden again', async () => {
    const stolen = published.onlineKey;
    const metadata = await accept();
    published.rotateOnline(await makeKey());
    let kept: TrustedMetadata | undefined;
    const keep = async (newer: TrustedMetadata): Promise<void> => {
      kept = newer;
    };
    // Nothing is signed by the new key yet: refused, but the root is kept.
    await expect(updatePublication(metadata, published, noon, never, keep)).rejects.toMatchObject({ alarm: 'wrong_key' });
    published.files.delete('metadata/2.root.json');
    published.publish([manifest(9)], {}, [stolen]);
    expect(await refusal(kept as TrustedMetadata)).toBe('wrong_key');
    expect(await refusal(metadata)).toBe('accepted');
  });
});

describe('when keys are rotated', () => {
  it('follows from root 1 over roots 2 and 3 without a visit', async () => {
    const metadata = await accept();
    published.rotateOnline(await makeKey());
    const newRoot = await makeKey();
    const third = nextRoot(published.roots[1] as Uint8Array, { rootKeys: [newRoot.publicHex] }, [published.rootKey, newRoot]);
    published.addRoot(third);
    published.publish([manifest(2)]);
    const { publication } = await update(metadata);
    expect(publication.current).toEqual(manifest(2));
    expect(publication.metadata.root).toEqual(third);
    published.asked.length = 0;
    expect((await update(publication.metadata)).changed).toBe(false);
    expect(published.asked).toEqual(['metadata/4.root.json', 'metadata/timestamp.json']);
  });

  it('has no moment at which a reader of either root refuses, if both keys sign meanwhile', async () => {
    const metadata = await accept();
    const before = published.onlineKey;
    const after = await makeKey();
    published.publish([manifest(2)], {}, [after, before]);
    expect(await refusal(metadata)).toBe('accepted');
    published.rotateOnline(after);
    expect(await refusal(metadata)).toBe('accepted');
  });

  it('recovers from versions that a thief signed far ahead (fast forward)', async () => {
    const thief = published.onlineKey;
    published.publish([manifest(8_000_000_000)], { now: Date.UTC(2200, 0, 1), terms: { contentMs: day, freshMs: day } }, [thief]);
    const metadata = await accept();
    published.forget();
    published.rotateOnline(await makeKey());
    published.publish([manifest(3)], { now: noon + day });
    const { publication } = await update(metadata, noon + day);
    expect(publication.current).toEqual(manifest(3));
  });
});

describe('when metadata is out of form (damaged)', () => {
  const hostile = [
    '../catalog_read.db',
    '/etc/passwd',
    'snapshots/../../keys',
    'snapshots\\a',
    'snapshots/a\\b',
    'covers/a',
    'snapshots/',
    'snapshots//a',
    'snapshots/.hidden',
    'snapshots/./a',
    `snapshots/${'a'.repeat(250)}`,
    'snapshots/a\n',
    'snapshots/七',
    'http://x/snapshots/a',
    '',
  ];

  it.each(hostile)('refuses the path %j', async (path) => {
    const { Metadata, MetadataKind } = await import('@tufjs/models');
    const { printSigned } = await import('./sign-publication.js');
    const content = JSON.parse(Buffer.from(signed.targets.bytes).toString()) as { signed: { targets: Record<string, unknown> } };
    content.signed.targets[path] = { length: 1, hashes: { sha256: hashOf('a') } };
    const bytes = printSigned(Metadata.fromJSON(MetadataKind.Targets, { signatures: [], signed: content.signed as never }), [
      published.onlineKey,
    ]);
    const { targetsOf } = await import('./publication-targets.js');
    const { readDocument } = await import('./metadata-form.js');
    expect(() => targetsOf(readDocument('targets', bytes))).toThrow(RefusedPublication);
    expect(() => published.publish([manifest(2), { path, sizeBytes: 1, sha256: hashOf('a'), custom: {} }])).toThrow(RefusedPublication);
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '"text"',
    '{"signed":1,"signatures":[]}',
    '[[[[[['.repeat(2000),
    '{"signed":{"_type":"timestamp"},"signatures":[]}',
  ])('refuses %j', async (text) => {
    published.files.set('metadata/timestamp.json', Buffer.from(text));
    expect(await refusal(published.firstTrust)).toBe('damaged');
  });

  it('refuses another spelling of the same document', async () => {
    const text = Buffer.from(signed.timestamp.bytes).toString();
    for (const other of [`${text}\n`, ` ${text}`, JSON.stringify(JSON.parse(text), null, 1), text.replace('"_type"', '"\\u005ftype"')]) {
      published.files.set('metadata/timestamp.json', Buffer.from(other));
      expect(await refusal(published.firstTrust)).toBe('damaged');
    }
  });

  it('refuses targets without a manifest', () => {
    expect(() => published.publish([])).toThrow(RefusedPublication);
  });
});
