import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AuditedAction, commandLine } from '@catalogsync/audit';
import { Fault, toFault, withFaults } from '@catalogsync/faults';
import { rootFiles } from '@catalogsync/publication-trust';
import { readConfig, type Service, systemClock } from '@catalogsync/runtime';
import {
  addForeignKey,
  createManifestVerifier,
  keyRingFiles,
  newPairingCode,
  type PairingPackage,
  sealPackage,
} from '@catalogsync/signing';
import { coversFolderName, type Manifest } from '@catalogsync/snapshot-format';
import { checkMetadata } from './adapters/publication-folder/verify-metadata.js';
import { checkPublication } from './adapters/publication-folder/verify-publication.js';
import { bindJournal } from './audit.binding.js';
import { configKeys, defaultMaxAgeDays, type SnapshotConfig } from './config.js';
import type { Progress } from './core/publication/publish-snapshot.js';
import type { BuildOutcome, BuildRequest } from './core/publication/snapshot-builder.js';
import { type ExportedCovers, flatPublication } from './flat-publication.binding.js';
import { bindInvitations } from './pairing.binding.js';

/** Builds, signs, keeps and serves snapshots: catalogsync.snapshot.v1, and HTTP for followers. */
export const service: Service<SnapshotConfig> = {
  name: 'snapshot',
  configKeys,
  configure: (environment) => readConfig(configKeys, environment),
  // Loaded only when it starts: the functions below need no framework, so that commands start at once.
  start: async (config, context) => (await import('./start.js')).start(config, context),
};

/**
 * Records in the journal of a home what a command does to files that have no database, such as keys, and does it.
 * @throws what `act` throws; a Fault of the journal, then nothing was done
 */
export function recordedInHome<T>(root: string, action: AuditedAction, act: () => Promise<T>): Promise<T> {
  // A command has no log; an entry that cannot be completed stays `begun`.
  return bindJournal(root, systemClock, () => undefined).audit.run(action, act);
}

/** What an invitation offers, besides the key that is made for it. */
export interface InvitationDraft extends Omit<PairingPackage, 'playbackKeys' | 'root' | 'snapshotKeys'> {
  /** For whom. */
  readonly name: string;
  /** It goes as a file; then nothing is kept here to be taken. */
  readonly asFile: boolean;
}

/** An invitation that was made. */
export interface MadeInvitation {
  /** To be typed on the other host, and shown only once. */
  readonly code: string;
  /** Of the playback key that the other host gets. */
  readonly kid: string;
  readonly sealed: string;
}

/**
 * Invites another host to a home's publication: makes a playback key for it alone, and seals what it needs with a new code.
 * @throws Fault `failed_precondition` if nothing has been published and signed yet, `permission_denied`, `disk_full`
 */
export async function inviteHost(
  place: { readonly ROOT_DIR: string; readonly KEYS_DIR: string },
  draft: InvitationDraft,
): Promise<MadeInvitation> {
  const { root, snapshotKeys } = await trustedBy(place.KEYS_DIR);
  const { audit } = bindJournal(place.ROOT_DIR, systemClock, () => undefined);
  const { name, asFile, ...content } = draft;
  return audit.run({ ...commandLine('cli'), action: 'inviteHost', target: `host ${name}` }, async () => {
    const { kid, signingRing } = await addForeignKey(place.KEYS_DIR, 'playback', new Date(draft.createdAt), name);
    const code = newPairingCode();
    const sealed = await sealPackage(code, { ...content, root, snapshotKeys, playbackKeys: signingRing });
    const { createdAt, expiresAt } = draft;
    const invitations = bindInvitations(place, audit, () => systemClock.now());
    if (!asFile) await invitations.add({ id: code.id, name, kid, createdAt, expiresAt, sealed });
    return { code: code.text, kid, sealed };
  });
}

/** What the other host trusts first: the root document, or, where there is none yet, the keys of earlier versions. */
async function trustedBy(keysDir: string): Promise<Pick<PairingPackage, 'root' | 'snapshotKeys'>> {
  const textOf = (file: string): Promise<string> =>
    readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw toFault(error);
    });
  const root = await textOf(rootFiles(keysDir).latest);
  // Both would let somebody on the way leave the metadata out, and offer what was signed in the form of earlier versions.
  if (root !== '') return { root, snapshotKeys: '' };
  const snapshotKeys = await textOf(keyRingFiles(keysDir, 'snapshot').trusted);
  if (snapshotKeys !== '') return { root, snapshotKeys };
  throw new Fault('failed_precondition', `there are no keys in ${keysDir}`, { hint: 'Make them: catalogsync keys generate' });
}

/**
 * One build without a publication, as the service makes it; for measurements.
 * @throws Fault as `SnapshotBuilder`
 */
export async function buildSnapshot(request: BuildRequest): Promise<BuildOutcome> {
  const { WorkerBuilder } = await import('./adapters/builder/worker-builder.js');
  return new WorkerBuilder().build(request);
}

export interface ExportOptions {
  /** Any catalogue database; opened read-only. */
  readonly db: string;
  /** Created if missing; receives catalog_read.db, manifest.json and the pictures of covers. */
  readonly targetDir: string;
  /** Default: the folder `covers` beside the database, and what is missing there is left out without a word. */
  readonly covers?: ExportedCovers;
  /** Private key ring; if given, manifest.json.jws is written too. */
  readonly signingKeys?: string;
  readonly signal?: AbortSignal;
  onProgress?(progress: Progress): void;
}

/** Where the pictures of a database are unless somebody says otherwise: as in a home. */
export const coversBeside = (db: string): string => join(dirname(db), coversFolderName);

/**
 * Writes one snapshot into a folder, without a service (behaviours 135, 144 to 146).
 * @throws Fault `not_found`, `data_corrupt`, `disk_full`, `permission_denied`, `canceled`; the folder is then
 * unchanged
 */
export function exportSnapshot(options: ExportOptions): Promise<Manifest> {
  return withFaults(async () => {
    // Checked first: a mistyped path must not leave an empty folder behind.
    await stat(options.db);
    const { db, targetDir, signingKeys } = options;
    const { covers = { folder: coversBeside(db), onMissing: () => undefined } } = options;
    const publish = flatPublication({ targetDir, maxAgeDays: defaultMaxAgeDays, signingKeys, covers });
    const { manifest } = await publish.run({
      source: db,
      force: true,
      signal: options.signal ?? new AbortController().signal,
      onProgress: (progress) => options.onProgress?.(progress),
    });
    return manifest;
  });
}

/**
 * Checks a publication folder as a reader would, plus the structure of the database.
 * @param trustedKeys public key ring; without it the signature of the manifest is not checked
 * @param root root document; without it the signed metadata is not checked, if there is any
 * @throws Fault `not_found`, `data_corrupt`, `expired` with the reason
 */
export async function verifyPublication(dir: string, trustedKeys?: string, root?: string): Promise<Manifest> {
  const verifier = trustedKeys === undefined ? undefined : createManifestVerifier(trustedKeys);
  const checking = { now: systemClock.now(), signal: new AbortController().signal };
  const manifest = await checkPublication(dir, { ...checking, verifier, structure: 'checked' });
  if (root !== undefined) await checkMetadata(dir, { ...checking, root, manifest });
  return manifest;
}
