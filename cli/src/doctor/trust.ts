import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { maxBytesOf, readRoot, readRoots, rootFiles, termOf } from '@catalogsync/publication-trust';
import { readBounded } from '@catalogsync/runtime';
import type { HostConfig } from '../home/host-keys.js';
import { type Finding, fault, fromError, good, remark } from './finding.js';

const dayMs = 86_400_000;
/** A root needs somebody who brings its key, so there is time for it. */
const rootWarningMs = 90 * dayMs;
/** The timestamp is signed again every day: one that is near its end says that this no longer happens. */
const timestampWarningMs = 7 * dayMs;

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** What readers of the publication trust: the root and its key, and until when the metadata holds. Nothing is said of a host that only reads. */
export async function examineTrust(config: HostConfig, now = Date.now()): Promise<Finding[]> {
  try {
    const [newest] = await readRoots(config.KEYS_DIR);
    if (newest === undefined) return [];
    return [...(await examineRoot(config.KEYS_DIR, newest.bytes, now)), ...(await examineTimestamp(config.SNAPSHOT_DIR, now))];
  } catch (error) {
    return [fromError('trust of readers', error)];
  }
}

async function examineRoot(dir: string, bytes: Uint8Array, now: number): Promise<Finding[]> {
  const subject = 'publication root';
  const { version, expiresAt } = readRoot(bytes);
  const { key } = rootFiles(dir);
  const here = await isThere(key);
  const advice = here ? 'catalogsync keys generate' : 'catalogsync keys rotate snapshot --root-key FILE';
  if (expiresAt <= now)
    return [fault(subject, `version ${version} expired on ${dayOf(expiresAt)}`, { why: 'Readers accept nothing new.', advice })];
  if (expiresAt - now < rootWarningMs) {
    return [
      remark(subject, `version ${version} expires on ${dayOf(expiresAt)}`, { why: 'From then on readers accept nothing new.', advice }),
    ];
  }
  const held = good(subject, `version ${version}, valid until ${dayOf(expiresAt)}`);
  return here
    ? [{ ...held, text: `${held.text}; its key is still on this machine (catalogsync keys offline FILE moves it away)` }]
    : [held];
}

async function examineTimestamp(publication: string, now: number): Promise<Finding[]> {
  const subject = 'publication metadata';
  const file = join(publication, 'metadata', 'timestamp.json');
  if (!(await isThere(file))) return [];
  const { expiresAt } = termOf('timestamp', await readBounded(file, maxBytesOf.timestamp));
  const advice = 'Let the snapshot service run: catalogsync up, or catalogsync serve snapshot.';
  if (expiresAt <= now) {
    return [fault(subject, `expired on ${dayOf(expiresAt)}`, { why: 'Readers serve what they have and accept nothing new.', advice })];
  }
  if (expiresAt - now < timestampWarningMs) {
    return [remark(subject, `expires on ${dayOf(expiresAt)}`, { why: 'From then on readers accept nothing new.', advice })];
  }
  return [good(subject, `accepted until ${dayOf(expiresAt)}`)];
}
