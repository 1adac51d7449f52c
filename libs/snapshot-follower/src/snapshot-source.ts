import type { Manifest } from '@catalogsync/snapshot-format';

/** What a publication offers at one moment; nothing of it is checked yet. */
export interface OfferedManifest {
  readonly manifest: Uint8Array;
  /** Text of manifest.json.jws; `undefined` if there is none. */
  readonly signature: string | undefined;
}

/** A place where snapshots are published. */
export interface SnapshotSource {
  /**
   * The manifest there now with its signature. The two are separate files, so they may be of two
   * publications for a moment.
   * @param fresh ask for both anew, since what was read last did not belong together
   * @throws Fault `not_found` if nothing is published, `unavailable`, `timeout`, `canceled` …
   */
  readManifest(signal: AbortSignal, fresh: boolean): Promise<OfferedManifest>;
  /**
   * Brings the database of a manifest to `file`, which does not exist, as a copy of our own: what
   * happens at the source afterwards does not change it.
   * @throws Fault `not_found`, `disk_full`, `data_corrupt` (larger than the manifest says) …
   */
  fetchDatabase(manifest: Manifest, file: string, signal: AbortSignal): Promise<void>;
  /** Calls back when something may have changed, as far as the source can tell; polling is needed beside it. */
  watch(onChange: () => void): Promise<void>;
  /** Releases connections and watchers. */
  close(): Promise<void>;
}

/** A manifest is a kilobyte; far larger files are none. */
export const maxManifestBytes = 256 * 1024;
export const maxSignatureBytes = 8 * 1024;

/** Names within a publication, the same in a folder and over HTTP. */
export const manifestName = 'manifest.json';
export const signatureName = 'manifest.json.jws';
export const databaseName = 'catalog_read.db';
