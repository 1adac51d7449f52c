import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PublicationAlarm } from '@catalogsync/publication-trust';
import { ensureKeyRing, keyRingFiles } from '@catalogsync/signing';
import type { Publication } from './publication.js';

/** A publication of two snapshots, the second one new, and where a reader's clock stands. */
interface AttackedPublication {
  readonly publication: Publication;
  /** For whatever the attacker needs. */
  readonly root: string;
  /** A copy of the folder from when there was only the first. */
  readonly before: string;
  /** Milliseconds since 1970. */
  time: number;
}

interface PublicationAttack {
  /** What a reader must call it. */
  readonly alarm: PublicationAlarm;
  readonly what: string;
  readonly act: (at: AttackedPublication) => unknown;
}

/** Each attack on the way from a publisher to a reader, done to the files of a publication of layout `trusted`. */
export const publicationAttacks: readonly PublicationAttack[] = [
  { alarm: 'rollback', what: 'the signed metadata from before', act: offerBefore },
  { alarm: 'rollback', what: 'the form of earlier versions, which has no metadata', act: removeMetadata },
  { alarm: 'freeze', what: 'a publication that nobody has signed for longer than it holds', act: passMonth },
  { alarm: 'mix_and_match', what: 'the list of files of another publication', act: mixTargets },
  { alarm: 'mix_and_match', what: 'the manifest of another snapshot', act: mixManifest },
  { alarm: 'endless_data', what: 'a timestamp without end', act: (at) => truncateSync(newest(at, 'timestamp'), 2 ** 23) },
  { alarm: 'endless_data', what: 'a list of files without end', act: (at) => truncateSync(newest(at, 'targets'), 2 ** 23) },
  { alarm: 'wrong_key', what: 'a signature of somebody else', act: signWithOtherKeys },
  { alarm: 'damaged', what: 'a timestamp that is none', act: (at) => writeFileSync(newest(at, 'timestamp'), '{"signed":[]}') },
  { alarm: 'damaged', what: 'a database that is not the one', act: damageDatabases },
];

const metadataOf = (folder: string, role: string): string[] =>
  readdirSync(join(folder, 'metadata'))
    .filter((name) => name.endsWith(`${role}.json`))
    .sort()
    .map((name) => join(folder, 'metadata', name));

const newest = ({ publication }: AttackedPublication, role: string): string => String(metadataOf(publication.dir, role).at(-1));

const published = ({ publication }: AttackedPublication): string[] =>
  readdirSync(join(publication.dir, 'snapshots'), { recursive: true, encoding: 'utf8' }).map((name) =>
    join(publication.dir, 'snapshots', name),
  );

function offerBefore({ publication, before }: AttackedPublication): void {
  cpSync(join(before, 'metadata'), join(publication.dir, 'metadata'), { recursive: true });
}

function removeMetadata({ publication }: AttackedPublication): void {
  rmSync(join(publication.dir, 'metadata'), { recursive: true });
}

function passMonth(at: AttackedPublication): void {
  at.time += 31 * 86_400_000;
}

function mixTargets(at: AttackedPublication): void {
  writeFileSync(newest(at, 'targets'), readFileSync(String(metadataOf(at.before, 'targets')[0])));
}

/** Of the same length, or it would be noticed by that. */
function mixManifest(at: AttackedPublication): void {
  const file = String(published(at).find((name) => name.endsWith('2.manifest.json')));
  writeFileSync(file, readFileSync(file, 'utf8').replace('"track_count": 10', '"track_count": 11'));
}

async function signWithOtherKeys({ publication, root, time }: AttackedPublication): Promise<void> {
  const dir = join(root, 'other-keys');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  await ensureKeyRing(dir, 'snapshot', new Date());
  await publication.trusted.sign({ signedAt: time, signingKeys: keyRingFiles(dir, 'snapshot').signing });
}

function damageDatabases(at: AttackedPublication): void {
  for (const file of published(at)) {
    if (!/catalog_read\.db/.test(file)) continue;
    const bytes = readFileSync(file);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(file, bytes);
  }
}
