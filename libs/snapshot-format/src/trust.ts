import { Fault } from '@catalogsync/faults';
import { type Manifest, parseManifest, SCHEMA_VERSION } from './manifest.js';

/**
 * What a reader remembers of the newest manifest it accepted. Kept over restarts, so that an older
 * publication cannot be slipped in while the reader is down.
 */
export interface TrustedState {
  readonly sequence: number;
  readonly snapshot_id: string;
  /** With the sequence it tells the same manifest from another one of the same number. */
  readonly db_sha256: string;
}

/** Outcome of the signature check, done before: keys and their files are no business of these rules. */
export type SignatureVerdict =
  /** Signed by a trusted key. */
  | 'valid'
  /** Signed by nobody we trust, or not over these bytes. */
  | 'invalid'
  /** There is no signature and one is needed. */
  | 'missing'
  /** The reader is configured to adopt unsigned manifests. */
  | 'not_required';

export interface JudgedManifest {
  readonly manifest: Manifest;
  /** To be remembered once the snapshot is in use, not before. */
  readonly trusted: TrustedState;
}

/**
 * Judges a manifest in the reader's order: signature, schema, sequence, expiry (domain, section 4).
 * Takes bytes, returns what is trusted next, never fetches or writes.
 * @param trusted what was accepted last, or `undefined` at the first time
 * @param now the one reference time of this update, in milliseconds since 1970
 * @throws Fault `data_corrupt` with the reason, `expired`
 */
export function judgeManifest(
  bytes: Uint8Array,
  signature: SignatureVerdict,
  trusted: TrustedState | undefined,
  now: number,
): JudgedManifest {
  checkSignature(signature);
  const manifest = parseManifest(bytes);
  checkSchema(manifest);
  checkSequence(manifest, trusted);
  if (now > Date.parse(manifest.expires_at)) {
    throw new Fault('expired', `snapshot ${manifest.snapshot_id} expired at ${manifest.expires_at}`, {
      hint: 'Publish a new one, and check the clocks of both machines.',
    });
  }
  const { sequence, snapshot_id, db_sha256 } = manifest;
  return { manifest, trusted: { sequence, snapshot_id, db_sha256 } };
}

function checkSignature(signature: SignatureVerdict): void {
  switch (signature) {
    case 'valid':
    case 'not_required':
      return;
    case 'invalid':
      throw new Fault('data_corrupt', 'the signature of the manifest is not by a trusted key', {
        hint: 'If the keys were rotated, bring the new snapshot-trusted.jwks to this machine.',
      });
    case 'missing':
      throw new Fault('data_corrupt', 'the manifest is not signed', { hint: 'Sign it, or set SNAPSHOT_TRUSTED_KEYS to "none".' });
  }
}

function checkSchema(manifest: Manifest): void {
  if (manifest.schema_version === SCHEMA_VERSION) return;
  throw new Fault('data_corrupt', `the manifest has schema version ${manifest.schema_version}, this reader knows ${SCHEMA_VERSION}`, {
    hint: 'Update this reader.',
  });
}

/** The same manifest may come again; another one needs a higher number. */
function checkSequence(manifest: Manifest, trusted: TrustedState | undefined): void {
  if (trusted === undefined || manifest.sequence > trusted.sequence) return;
  if (manifest.sequence < trusted.sequence) {
    throw new Fault('data_corrupt', `the manifest has sequence ${manifest.sequence}, after ${trusted.sequence} was accepted`, {
      hint: 'Publish again; if the publication began anew on purpose, remove adopted.json from the cache folder.',
    });
  }
  if (manifest.snapshot_id !== trusted.snapshot_id || manifest.db_sha256 !== trusted.db_sha256) {
    throw new Fault('data_corrupt', `another manifest with sequence ${manifest.sequence} was accepted before`, { hint: 'Publish again.' });
  }
}

/** Size and hash of the very file that will be opened. @throws Fault `data_corrupt` */
export function judgeDatabase(manifest: Manifest, found: { readonly sizeBytes: number; readonly sha256: string }): void {
  if (found.sizeBytes !== manifest.db_size_bytes) {
    throw new Fault('data_corrupt', `the database has ${found.sizeBytes} bytes, its manifest says ${manifest.db_size_bytes}`);
  }
  if (found.sha256 !== manifest.db_sha256) throw new Fault('data_corrupt', 'the database does not have the hash its manifest names');
}

/** What the opened database says of itself (its table snapshot_info). @throws Fault `data_corrupt` */
export function judgeContents(manifest: Manifest, found: { readonly snapshotId: string; readonly schemaVersion: number }): void {
  if (found.schemaVersion !== manifest.schema_version) {
    throw new Fault('data_corrupt', `the database has schema version ${found.schemaVersion}, its manifest ${manifest.schema_version}`);
  }
  if (found.snapshotId !== manifest.snapshot_id) {
    throw new Fault('data_corrupt', `the database is of snapshot ${found.snapshotId}, its manifest of ${manifest.snapshot_id}`);
  }
}
