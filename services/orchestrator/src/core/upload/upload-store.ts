import type { ObjectStorage } from '../catalogue/storage-backend.js';

/** Object storage that files go up to. */
export interface UploadBackend extends ObjectStorage {
  readonly id: number;
  readonly name: string;
}

/** A local file that a backend does not have yet. */
export interface WaitingFile {
  /** Of its local location. */
  readonly locationId: number;
  readonly songId: number;
  readonly name: string;
  readonly singers: string | undefined;
}

/** One part of a file that the other side has. */
export interface UploadedPart {
  readonly number: number;
  readonly etag: string;
  readonly md5: string;
}

/** How far an upload in parts came. */
export interface BegunUpload {
  readonly uploadId: string;
  readonly partBytes: number;
  readonly fileBytes: number;
  readonly parts: readonly UploadedPart[];
}

/** What is known of a file that is to be uploaded. */
export interface FileToUpload {
  readonly locationId: number;
  readonly assetId: number;
  readonly root: string;
  /** Relative to the root. */
  readonly locator: string;
  readonly ext: string;
  /** As it was when it was registered; lower-case hex. */
  readonly sha256: string | undefined;
  readonly begun: BegunUpload | undefined;
}

/** Identifies the upload of one file to one backend. */
export interface UploadKey {
  readonly locationId: number;
  readonly backendId: number;
}

export interface UploadQuestions {
  /** By name. */
  backends(): Promise<readonly UploadBackend[]>;
  /** Files that a backend has not, by ascending location; of these songs only, if given. */
  waiting(
    backendId: number,
    page: { readonly after: number; readonly limit: number },
    songs?: readonly number[],
  ): Promise<readonly WaitingFile[]>;
  /** Undefined once it waits no longer. */
  file(key: UploadKey): Promise<FileToUpload | undefined>;
  /** Whether another file of the backend lies under this key. */
  isTaken(backendId: number, objectKey: string, assetId: number): Promise<boolean>;
  /** Keys whose objects nothing in the catalogue names any more because their files moved. */
  leftObjects(backendId: number, limit: number): Promise<readonly string[]>;
  /** The ids of uploads in parts that will be gone on with. */
  begunUploads(backendId: number): Promise<ReadonlySet<string>>;
}

/** The result words of an upload besides `succeeded`. */
export type UploadResult = 'missing' | 'changed' | 'key_taken';

export interface UploadStore {
  /** The attempt has begun: its task is running. */
  begin(key: UploadKey, objectKey: string, at: number): Promise<void>;
  /** An upload in parts was begun; forgets an earlier one. */
  began(key: UploadKey, upload: Omit<BegunUpload, 'parts'>): Promise<void>;
  sent(key: UploadKey, part: UploadedPart): Promise<void>;
  /** The object is there: its location becomes active and not primary. A file that changed meanwhile waits on. */
  succeeded(key: UploadKey, file: FileToUpload, objectKey: string, at: number): Promise<void>;
  failed(key: UploadKey, reason: string, at: number): Promise<void>;
  forgetLeft(backendId: number, objectKeys: readonly string[]): Promise<void>;
}

export interface UploadStores {
  readonly uploads: UploadStore;
}
