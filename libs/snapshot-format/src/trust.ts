import { Fault } from '@catalogsync/faults';
import { isReadable, type Manifest, parseManifest, readableSchemas } from './manifest.js';

/**
 * What a reader remembers of the newest manifest it accepted: the sequence, and what identifies the manifest together
 * with it. Kept over restarts, so that nobody can slip in an older publication while the reader is down.
 */
export type TrustedState = Pick<Manifest, 'sequence' | 'snapshot_id' | 'db_sha256'>;

/** Result of the signature check, done beforehand: these rules do not handle keys and their files. */
export type SignatureVerdict =
  /** Signed by a trusted key. */
  | 'valid'
  /** Not signed by a trusted key, or not over these bytes. */
  | 'invalid'
  /** A signature is required but missing. */
  | 'missing'
  /** The reader is configured to accept unsigned manifests. */
  | 'not_required';

/**
 * Judges a manifest in the reader's order: signature, schema, sequence, expiry (domain, section 4).
 * Takes bytes; never fetches or writes. What it returns is trusted once the snapshot is in use, not before.
 * @param trusted the last accepted manifest, or `undefined` the first time
 * @param now the one reference time of this update, in milliseconds since 1970
 * @throws Fault `data_corrupt` with the reason, `expired`
 */
export function judgeManifest(bytes: Uint8Array, signature: SignatureVerdict, trusted: TrustedState | undefined, now: number): Manifest {
  checkSignature(signature);
  const manifest = parseManifest(bytes);
  checkSchema(manifest);
  checkSequence(manifest, trusted);
  if (now > Date.parse(manifest.expires_at)) {
    throw new Fault('expired', `snapshot ${manifest.snapshot_id} expired at ${manifest.expires_at}`, {
      hint: 'Publish a new one, and check the clocks of both machines.',
    });
  }
  return manifest;
}

function checkSignature(signature: SignatureVerdict): void {
  switch (signature) {
    case 'valid':
    case 'not_required':
      return;
    case 'invalid':
      throw new Fault('data_corrupt', 'the manifest is not signed by a trusted key', {
        hint: 'If the keys were rotated, copy the new snapshot-trusted.jwks to this machine.',
      });
    case 'missing':
      throw new Fault('data_corrupt', 'the manifest is not signed', { hint: 'Sign it, or set SNAPSHOT_TRUSTED_KEYS to "none".' });
  }
}

function checkSchema(manifest: Manifest): void {
  if (isReadable(manifest.schema_version)) return;
  throw new Fault('data_corrupt', `the manifest has schema version ${manifest.schema_version}; this reader supports ${readableSchemas}`, {
    hint: 'Update this reader.',
  });
}

/** The same manifest may come again; another one needs a higher number. */
function checkSequence(manifest: Manifest, trusted: TrustedState | undefined): void {
  if (trusted === undefined || manifest.sequence > trusted.sequence) return;
  if (manifest.sequence < trusted.sequence) {
    throw new Fault('data_corrupt', `the manifest has sequence ${manifest.sequence}, but ${trusted.sequence} was already accepted`, {
      hint: 'Publish again; if you restarted the publication on purpose, remove adopted.json from the cache folder.',
    });
  }
  if (manifest.snapshot_id !== trusted.snapshot_id || manifest.db_sha256 !== trusted.db_sha256) {
    throw new Fault('data_corrupt', `a different manifest with sequence ${manifest.sequence} was already accepted`, {
      hint: 'Publish again.',
    });
  }
}

/** Before anything is copied: a file of another size is not worth it. @throws Fault `data_corrupt` */
export function judgeSize(manifest: Manifest, sizeBytes: number): void {
  if (sizeBytes === manifest.db_size_bytes) return;
  throw new Fault('data_corrupt', `the database has ${sizeBytes} bytes, but its manifest says ${manifest.db_size_bytes}`);
}

/** Size and hash of the very file that will be opened. @throws Fault `data_corrupt` */
export function judgeDatabase(manifest: Manifest, found: { readonly sizeBytes: number; readonly sha256: string }): void {
  judgeSize(manifest, found.sizeBytes);
  if (found.sha256 !== manifest.db_sha256) throw new Fault('data_corrupt', 'the hash of the database differs from its manifest');
}

/** Compares table snapshot_info of the opened database. @throws Fault `data_corrupt` */
export function judgeContents(manifest: Manifest, found: { readonly snapshotId: string; readonly schemaVersion: number }): void {
  if (found.schemaVersion !== manifest.schema_version) {
    throw new Fault(
      'data_corrupt',
      `the database has schema version ${found.schemaVersion}, but its manifest has ${manifest.schema_version}`,
    );
  }
  if (found.snapshotId !== manifest.snapshot_id) {
    throw new Fault('data_corrupt', `the database is of snapshot ${found.snapshotId}, but its manifest is of ${manifest.snapshot_id}`);
  }
}
