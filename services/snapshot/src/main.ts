import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { AuditedAction } from '@catalogsync/audit';
import { withFaults } from '@catalogsync/faults';
import { readConfig, type Service, systemClock } from '@catalogsync/runtime';
import { createManifestVerifier } from '@catalogsync/signing';
import { coversFolderName, type Manifest } from '@catalogsync/snapshot-format';
import { checkPublication } from './adapters/publication-folder/verify-publication.js';
import { bindJournal } from './audit.binding.js';
import { configKeys, defaultMaxAgeDays, type SnapshotConfig } from './config.js';
import type { Progress } from './core/publication/publish-snapshot.js';
import { type ExportedCovers, flatPublication } from './flat-publication.binding.js';

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
 * @param trustedKeys public key ring; without it signatures are not checked.
 * @throws Fault `not_found`, `data_corrupt`, `expired` with the reason
 */
export function verifyPublication(dir: string, trustedKeys?: string): Promise<Manifest> {
  const verifier = trustedKeys === undefined ? undefined : createManifestVerifier(trustedKeys);
  return checkPublication(dir, { now: systemClock.now(), verifier, structure: 'checked', signal: new AbortController().signal });
}
