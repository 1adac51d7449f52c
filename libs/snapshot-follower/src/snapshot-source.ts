import type { MetadataSource, PublicationTarget } from '@catalogsync/publication-trust';
import type { Manifest } from '@catalogsync/snapshot-format';

/** What a publication without metadata offers at one moment; unchecked. */
export interface OfferedManifest {
  readonly manifest: Uint8Array;
  /** Text of manifest.json.jws; `undefined` if there is none. */
  readonly signature: string | undefined;
}

/** A place where snapshots are published. */
export interface SnapshotSource extends MetadataSource {
  /** Copying a database costs less here than unpacking one. */
  readonly isNear: boolean;
  /**
   * The current manifest with its signature. The two are separate files, so they may briefly be from two
   * publications.
   * @param fresh read both again, because the last pair did not belong together
   * @throws Fault `not_found` if nothing is published, `unavailable`, `timeout`, `canceled` …
   */
  readManifest(signal: AbortSignal, fresh: boolean): Promise<OfferedManifest>;
  /**
   * Copies the database of a manifest to `file`, which does not exist yet: another file, never a link, so that no
   * change at the source reaches the copy. Takes at most the bytes that the manifest names.
   * @throws Fault `not_found`, `disk_full`, `data_corrupt` (larger than the manifest says) …
   */
  fetchDatabase(manifest: Manifest, file: string, signal: AbortSignal): Promise<void>;
  /**
   * Fetches a file whose hash is known, and leaves its proof to the caller. It appears as `file` when it is whole; until then it
   * grows as `<file>.part`, which stays after a cut and is gone on with. At most the bytes of the target are taken.
   * @throws Fault `not_found`, `disk_full`, `data_corrupt` (larger than the target), `timeout` (also below the least rate) …
   */
  fetchTarget(target: PublicationTarget, file: string, signal: AbortSignal): Promise<void>;
  /** Calls back when something may have changed, as far as the source can tell; polling is still needed. */
  watch(onChange: () => void): Promise<void>;
  /** Releases connections and watchers. */
  close(): Promise<void>;
}

/** A line that gives less over a minute is as good as cut; what has come stays. */
export const leastRate = { bytesPerSecond: 2_000, overSeconds: 60 } as const;
