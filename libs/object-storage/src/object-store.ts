/** What an object store says of an object. */
export interface StoredObject {
  readonly sizeBytes: number;
  /** Without quotes. */
  readonly etag: string;
  /** As given when it was stored; names in lower case, values ASCII. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ObjectAttributes {
  /** A media type. */
  readonly contentType: string;
  readonly cacheControl?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/**
 * How it was made sure that the store holds what was sent: by its checksum, by an entity tag made of the MD5 of the content, or,
 * for stores that offer neither, by reading all of it back.
 */
type StorageProof = 'checksum' | 'etag' | 'read_back';

export interface PutOutcome {
  readonly sizeBytes: number;
  readonly etag: string;
  /** Of the bytes that were sent, lower-case hex. */
  readonly sha256: string;
  readonly proof: StorageProof;
}

/** One part of a file, stored under an upload that is not complete. */
export interface StoredPart {
  /** From 1. */
  readonly number: number;
  readonly etag: string;
  /** Lower-case hex. */
  readonly md5: string;
}

/** An upload in parts, as far as it came: enough to go on after the process died. */
export interface PartUpload {
  readonly uploadId: string;
  readonly partBytes: number;
  /** The file's size when the upload began. */
  readonly fileBytes: number;
  readonly parts: readonly StoredPart[];
}

export interface PutFileOptions extends ObjectAttributes {
  /** The SHA-256 that the file must have; another one ends the upload before the object appears. */
  readonly sha256?: string | undefined;
  /** Larger files go up in parts. Default 16 MiB. */
  readonly wholeBytes?: number;
  /** Size of a part, at least 5 MiB; larger where a file would need too many. Default 8 MiB. */
  readonly partBytes?: number;
  /** Parts on their way at once, each one held in memory. Default 2. */
  readonly partsAtOnce?: number;
  /** An earlier upload of this file to this key. It is left aside if the file has changed or the store forgot it. */
  readonly resume?: PartUpload | undefined;
  /** Is awaited before the first part is sent: an upload that nobody remembers occupies space. Without it a failed upload is given up. */
  readonly onStart?: (upload: PartUpload) => Promise<void>;
  /** Is awaited after each part. */
  readonly onPart?: (part: StoredPart) => Promise<void>;
  /** Bytes that are on the other side by now, of all. */
  readonly onProgress?: (bytesDone: number, bytesTotal: number) => void;
}

export interface ReadOptions {
  /** First and last byte, both included. */
  readonly range?: readonly [first: number, last: number];
  /** More than this is refused while it arrives. */
  readonly maxBytes: number;
}

export interface LeastRate {
  readonly bytesPerSecond: number;
  /** Over which the rate is taken. */
  readonly overSeconds: number;
}

export interface DownloadOptions {
  /** Bytes that the file holds already; the rest is appended. */
  readonly fromByte?: number;
  /** Of the whole file; more is refused while it arrives. */
  readonly maxBytes: number;
  /** The object that is meant: another one under the same key is refused. */
  readonly etag?: string | undefined;
  readonly leastRate?: LeastRate | undefined;
}

export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly etag: string;
}

/** An upload in parts that was neither completed nor given up. */
export interface UnfinishedUpload {
  readonly key: string;
  readonly uploadId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

export interface PresignOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** All addresses of an object made within one bucket of time are the same, so that caches can keep the answer. */
  readonly bucketSeconds: number;
  /** Each address is good for at least this long; with the bucket at most a week. */
  readonly ttlSeconds: number;
  /** Under which name a browser would keep the file. */
  readonly fileName?: string | undefined;
}

export interface PresignedAddress {
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Objects by key, in one bucket and under one prefix; keys are relative to the prefix. A missing object is no fault.
 * All methods throw Faults: `unauthenticated` and `permission_denied` for keys that the store does not take, `failed_precondition`
 * for a bucket or region that is not there, `unavailable` and `timeout` when it does not answer, `unsupported` for what the server
 * cannot do, `data_corrupt` for content that is not what it should be.
 */
export interface ObjectStore {
  head(key: string, signal: AbortSignal): Promise<StoredObject | undefined>;
  /** Stores and verifies, over whatever is there: no store can be relied on to refuse an existing key. */
  put(key: string, bytes: Uint8Array, attributes: ObjectAttributes, signal: AbortSignal): Promise<PutOutcome>;
  /**
   * Stores a file and verifies it. @throws Fault `failed_precondition` if the file changes meanwhile or is not the one that is
   * meant; the file system's faults
   */
  putFile(key: string, file: string, options: PutFileOptions, signal: AbortSignal): Promise<PutOutcome>;
  read(key: string, options: ReadOptions, signal: AbortSignal): Promise<Uint8Array | undefined>;
  /** The size of the whole file afterwards; undefined if there is no such object. @throws Fault `timeout` below the least rate */
  download(key: string, file: string, options: DownloadOptions, signal: AbortSignal): Promise<number | undefined>;
  /** In order of the keys' bytes, behind `after`. */
  list(prefix: string, signal: AbortSignal, after?: string): AsyncIterable<ListedObject>;
  /** Removing what is not there succeeds. */
  remove(key: string, signal: AbortSignal): Promise<void>;
  /** @throws Fault `unsupported` where the server cannot list them */
  uploads(prefix: string, signal: AbortSignal): AsyncIterable<UnfinishedUpload>;
  /** Giving up what is not there succeeds. */
  abortUpload(key: string, uploadId: string, signal: AbortSignal): Promise<void>;
  /** Asks nobody: an address is made here, also for an object that does not exist. */
  presignGet(key: string, options: PresignOptions): Promise<PresignedAddress>;
  close(): void;
}
