import { join, resolve, sep } from 'node:path';
import { audioMediaType } from '@catalogsync/catalog';
import { Fault } from '@catalogsync/faults';
import type { FileUploader, UploadedFile, UploadSteps } from '../../core/upload/file-uploader.js';
import type { FileToUpload, UploadBackend, UploadResult } from '../../core/upload/upload-store.js';
import type { BackendStores } from './backend-stores.js';

/** Uploads over the S3 protocol. */
export class ObjectUploader implements FileUploader {
  constructor(private readonly stores: BackendStores) {}

  whyNot(backendName: string): string | undefined {
    return this.stores.whyNot(backendName);
  }

  async upload(backend: UploadBackend, file: FileToUpload, objectKey: string, steps: UploadSteps): Promise<UploadedFile | UploadResult> {
    const path = resolve(join(file.root, file.locator));
    if (!path.startsWith(resolve(file.root) + sep)) throw new Fault('permission_denied', 'the file is outside its library folder');
    const { sha256, begun: resume, ext } = file;
    const metadata = sha256 === undefined ? {} : { metadata: { sha256 } };
    const { signal, ...onSteps } = steps;
    try {
      return await this.stores
        .of(backend)
        .putFile(objectKey, path, { contentType: audioMediaType(ext), ...metadata, sha256, resume, ...onSteps }, signal);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (error.code === 'not_found') return 'missing';
      // A file that is being written is another matter than one that was replaced: only the first may be tried again.
      if (error.code === 'failed_precondition' && error.retry === 'never') return 'changed';
      throw error;
    }
  }

  remove(backend: UploadBackend, objectKey: string, signal: AbortSignal): Promise<void> {
    return this.stores.of(backend).remove(objectKey, signal);
  }
}
