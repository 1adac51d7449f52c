import type { BegunUpload, FileToUpload, UploadBackend, UploadedPart, UploadResult } from './upload-store.js';

export interface UploadSteps {
  readonly signal: AbortSignal;
  readonly onStart: (upload: Omit<BegunUpload, 'parts'>) => Promise<void>;
  readonly onPart: (part: UploadedPart) => Promise<void>;
  readonly onProgress: (bytesDone: number, bytesTotal: number) => void;
}

export interface UploadedFile {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly etag: string;
  /** How it was made sure that the object is whole. */
  readonly proof: string;
}

/** Brings files to object storage. */
export interface FileUploader {
  /** Why nothing can be uploaded to this backend here; undefined if it can. */
  whyNot(backendName: string): string | undefined;
  /**
   * Stores a file under a key, which does not contain the backend's prefix, and verifies it there. The local file is only read.
   * @returns `missing` if there is no such file, `changed` if it is not the registered one
   * @throws Fault, see `ObjectStore` of libs/object-storage
   */
  upload(backend: UploadBackend, file: FileToUpload, objectKey: string, steps: UploadSteps): Promise<UploadedFile | UploadResult>;
  /** Removing what is not there succeeds. */
  remove(backend: UploadBackend, objectKey: string, signal: AbortSignal): Promise<void>;
}
