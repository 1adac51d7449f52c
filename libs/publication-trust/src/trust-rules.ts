import { createHash } from 'node:crypto';
import type { MetaFile } from '@tufjs/models';
import { type Documents, type Held, type RoleName, readDocument } from './metadata-form.js';
import { currentOf, manifestOfTarget, type PublicationTarget, targetsOf } from './publication-targets.js';
import { RefusedPublication } from './refused-publication.js';

/*
 * The checks of "The Update Framework Specification" 1.0.31, section 5, each named where it is made. Bytes in, a trusted document out;
 * nothing here fetches or writes.
 */

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const versionOf = (held: Held<RoleName>): number => held.document.signed.version;

/** Enough keys that the root names for the role have signed. @throws RefusedPublication `wrong_key` */
function checkSigned(root: Held<'root'>, role: RoleName, document: Documents[RoleName]): void {
  try {
    root.document.verifyDelegate(role, document);
  } catch (cause) {
    throw new RefusedPublication('wrong_key', `the ${role} metadata is not signed by a key that root ${versionOf(root)} trusts`, cause);
  }
}

/** @throws RefusedPublication `freeze` */
export function checkFresh<R extends RoleName>(role: R, { document }: Held<R>, now: number): void {
  const { expires, version } = document.signed;
  if (now < Date.parse(expires)) return;
  throw new RefusedPublication('freeze', `the ${role} metadata ${version} expired at ${expires}`);
}

/** The root that a reader begins with: its bytes are trusted, but they must fit themselves. */
export function firstRoot(bytes: Uint8Array): Held<'root'> {
  const root = readDocument('root', bytes);
  checkSigned(root, 'root', root.document);
  return root;
}

/** 5.3.4 to 5.3.6: signed by the keys of the root before and by its own, and of the very next version. */
export function nextTrustedRoot(before: Held<'root'>, bytes: Uint8Array): Held<'root'> {
  const root = readDocument('root', bytes);
  checkSigned(before, 'root', root.document);
  checkSigned(root, 'root', root.document);
  const [found, wanted] = [versionOf(root), versionOf(before) + 1];
  if (found === wanted) return root;
  const alarm = found < wanted ? 'rollback' : 'damaged';
  throw new RefusedPublication(alarm, `the root metadata has version ${found} where ${wanted} belongs`);
}

/** 5.3.11: whether other keys sign a role now. */
export function hasNewKeys(role: RoleName, before: Held<'root'>, after: Held<'root'>): boolean {
  const keysOf = ({ document }: Held<'root'>): string => [...(document.signed.roles[role]?.keyIDs ?? [])].sort().join();
  return keysOf(before) !== keysOf(after);
}

/** 5.4.2 to 5.4.4. The same version again is the one that is held already, whatever else it says. */
export function trustedTimestamp(
  bytes: Uint8Array,
  { root, held, now }: { readonly root: Held<'root'>; readonly held: Held<'timestamp'> | undefined; readonly now: number },
): Held<'timestamp'> {
  const offered = readDocument('timestamp', bytes);
  checkSigned(root, 'timestamp', offered.document);
  if (held !== undefined) {
    refuseOlder('timestamp', versionOf(offered), versionOf(held));
    refuseOlder('snapshot', snapshotIn(offered).version, snapshotIn(held).version);
  }
  const timestamp = held !== undefined && versionOf(offered) === versionOf(held) ? held : offered;
  checkFresh('timestamp', timestamp, now);
  return timestamp;
}

/** 5.5.2 to 5.5.5: the very file that the timestamp names, signed, and not older than what it replaces. */
export function trustedSnapshot(
  bytes: Uint8Array,
  {
    root,
    timestamp,
    held,
  }: { readonly root: Held<'root'>; readonly timestamp: Held<'timestamp'>; readonly held: Held<'snapshot'> | undefined },
): Held<'snapshot'> {
  const named = snapshotIn(timestamp);
  checkNamed('snapshot', bytes, named);
  const snapshot = readDocument('snapshot', bytes);
  checkSigned(root, 'snapshot', snapshot.document);
  checkVersion('snapshot', snapshot, named);
  if (held !== undefined) refuseOlder('targets', targetsIn(snapshot).version, targetsIn(held).version);
  return snapshot;
}

/** 5.6.2 to 5.6.4, and our own rule that the sequence of the current manifest never falls. */
export function trustedTargets(
  bytes: Uint8Array,
  {
    root,
    snapshot,
    held,
  }: { readonly root: Held<'root'>; readonly snapshot: Held<'snapshot'>; readonly held: Held<'targets'> | undefined },
): { readonly targets: Held<'targets'>; readonly files: ReadonlyMap<string, PublicationTarget>; readonly current: PublicationTarget } {
  const named = targetsIn(snapshot);
  checkNamed('targets', bytes, named);
  const targets = readDocument('targets', bytes);
  checkSigned(root, 'targets', targets.document);
  checkVersion('targets', targets, named);
  const files = targetsOf(targets);
  const current = currentOf(files);
  if (held !== undefined) checkSequence(current, currentOf(targetsOf(held)));
  return { targets, files, current };
}

/** The named file of a timestamp or a snapshot; `readDocument` has seen that length and hash are there. */
export type Named = MetaFile & { readonly length: number; readonly hashes: Record<string, string> };

export const snapshotIn = ({ document }: Held<'timestamp'>): Named => document.signed.snapshotMeta as Named;
export const targetsIn = ({ document }: Held<'snapshot'>): Named => document.signed.meta['targets.json'] as Named;

/** Whether these are the bytes that a document names. */
export function isNamed(bytes: Uint8Array, named: Named): boolean {
  return bytes.length === named.length && sha256Of(bytes) === named.hashes.sha256;
}

function checkNamed(role: RoleName, bytes: Uint8Array, named: Named): void {
  if (isNamed(bytes, named)) return;
  throw new RefusedPublication('mix_and_match', `the ${role} metadata is not version ${named.version} that belongs here: its hash differs`);
}

function checkVersion(role: RoleName, held: Held<RoleName>, named: Named): void {
  if (versionOf(held) === named.version) return;
  throw new RefusedPublication('mix_and_match', `the ${role} metadata has version ${versionOf(held)} where ${named.version} is named`);
}

function refuseOlder(role: RoleName, offered: number, held: number): void {
  if (offered >= held) return;
  throw new RefusedPublication('rollback', `version ${offered} of the ${role} metadata is offered, but ${held} was already accepted`);
}

function checkSequence(offered: PublicationTarget, held: PublicationTarget): void {
  const [now, before] = [offered, held].map((target) => manifestOfTarget(target)?.sequence ?? 0) as [number, number];
  if (now > before || (now === before && offered.path === held.path && offered.sha256 === held.sha256)) return;
  const what = now === before ? 'another manifest with sequence' : 'sequence';
  throw new RefusedPublication('rollback', `${what} ${now} is offered, but ${before} was already accepted`);
}
