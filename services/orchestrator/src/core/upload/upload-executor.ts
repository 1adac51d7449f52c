import { Fault, toFault } from '@catalogsync/faults';
import {
  type ExecutionContext,
  type Item,
  type ItemOutcome,
  type Job,
  keyInRound,
  type NewItem,
  type Stage,
  type StageExecutor,
} from '@catalogsync/job-engine';
import { displayText } from '../catalogue/song-artists.js';
import { songsOfJob } from '../playlist-file/named-songs.js';
import type { FileUploader } from './file-uploader.js';
import { backendsOfJob } from './named-backends.js';
import type { FileToUpload, UploadBackend, UploadKey, UploadQuestions, UploadResult, UploadStores } from './upload-store.js';

interface UploadWriter {
  run<T>(work: (stores: UploadStores) => Promise<T>, options?: { readonly signal?: AbortSignal }): Promise<T>;
}

export interface UploadExecutorParts {
  readonly questions: UploadQuestions;
  readonly writer: UploadWriter;
  readonly uploader: FileUploader;
  readonly now: () => number;
  /** Files on their way at once. */
  readonly workers: number;
}

type Outcome = ItemOutcome<UploadStores>;

const uploadItem = 'process_upload_task_row';
const removeItem = 'remove_left_objects';
const pageSize = 500;
/** Objects that one item removes. */
const mostRemoved = 1_000;

/**
 * Uploads files to object storage: one item per file and backend (behaviour 70). The local file stays (behaviour 74), and the object
 * becomes a second, active place of it. Objects whose file has moved are removed once its new one is there; objects of files that are
 * gone stay, because that is what they are for.
 */
export class UploadExecutor implements StageExecutor<UploadStores> {
  readonly type = 'upload';
  readonly lane = 'general';
  readonly concurrency: number;
  readonly itemsPerClaim = 1;
  /** Longer than the silence after which a request is given up and repeated. */
  readonly stallAfterMs = 600_000;

  constructor(private readonly parts: UploadExecutorParts) {
    this.concurrency = parts.workers;
  }

  async *plan(job: Job, { round }: Stage, signal: AbortSignal): AsyncIterable<NewItem> {
    const [songs, named] = [songsOfJob(job), backendsOfJob(job)];
    for (const backend of await this.parts.questions.backends()) {
      if (named?.has(backend.name) === false) continue;
      if (this.parts.uploader.whyNot(backend.name) !== undefined) continue;
      yield* this.waiting(backend, songs, signal);
      yield {
        ...{ type: removeItem, key: keyInRound(`left:${backend.id}`, round), source: backend.name },
        ...{ references: {}, displayText: `replaced objects of ${backend.name}` },
      };
    }
  }

  private async *waiting(backend: UploadBackend, songs: readonly number[] | undefined, signal: AbortSignal): AsyncIterable<NewItem> {
    for (let after = 0; ; ) {
      signal.throwIfAborted();
      const page = await this.parts.questions.waiting(backend.id, { after, limit: pageSize }, songs);
      for (const { locationId, songId, name, singers } of page) {
        yield {
          ...{ type: uploadItem, key: `file:${locationId}:${backend.id}`, source: backend.name },
          references: { fileLocationId: locationId, songId },
          displayText: displayText(name, singers),
        };
      }
      if (page.length < pageSize) return;
      after = page.at(-1)?.locationId ?? after;
    }
  }

  async execute(item: Item, context: ExecutionContext): Promise<Outcome> {
    const { fileLocationId: locationId = 0 } = item.references;
    // The source of an item is the backend's name.
    const backend = (await this.parts.questions.backends()).find(({ name }) => name === item.source);
    if (backend === undefined) return { kind: 'failed', errorClass: 'not_found', message: 'the backend is no longer registered' };
    const why = this.parts.uploader.whyNot(backend.name);
    if (why !== undefined) return { kind: 'failed', errorClass: 'rejected', message: why };
    if (item.type === removeItem) return this.removeLeft(backend, context);
    const key = { locationId, backendId: backend.id };
    const file = await this.parts.questions.file(key);
    // It may have gone up, or left the disk, since planning.
    if (file === undefined) return { kind: 'succeeded', result: { skipped: 'nothing to upload' } };
    return this.upload(backend, key, file, context);
  }

  private async upload(backend: UploadBackend, key: UploadKey, file: FileToUpload, context: ExecutionContext): Promise<Outcome> {
    const { questions, uploader, now } = this.parts;
    const objectKey = file.locator;
    if (await questions.isTaken(backend.id, objectKey, file.assetId)) return this.refused(key, 'key_taken');
    await this.write(({ uploads }) => uploads.begin(key, objectKey, now()));
    const started = now();
    try {
      const uploaded = await uploader.upload(backend, file, objectKey, this.steps(key, file, context));
      if (typeof uploaded === 'string') return await this.refused(key, uploaded);
      const { sizeBytes, proof } = uploaded;
      return {
        kind: 'succeeded',
        result: { backend: backend.name, object_key: objectKey, file_size_bytes: sizeBytes, proof, ms: now() - started },
        effect: ({ uploads }) => uploads.succeeded(key, file, objectKey, now()),
      };
    } catch (error) {
      context.signal.throwIfAborted();
      const { message } = toFault(error);
      await this.write(({ uploads }) => uploads.failed(key, message, now()));
      throw error instanceof Fault ? error : toFault(error);
    }
  }

  private steps(key: UploadKey, file: FileToUpload, { signal, report }: ExecutionContext): Parameters<FileUploader['upload']>[3] {
    return {
      signal,
      onStart: (upload) => this.write(({ uploads }) => uploads.began(key, upload)),
      onPart: (part) => this.write(({ uploads }) => uploads.sent(key, part)),
      onProgress: (done, total) => report({ done, total, unit: 'bytes', current: file.locator }),
    };
  }

  /** Trying again would not help until somebody, or a scan, has changed something. */
  private async refused(key: UploadKey, word: UploadResult): Promise<Outcome> {
    const message = `upload result: ${word}`;
    await this.write(({ uploads }) => uploads.failed(key, message, this.parts.now()));
    return { kind: 'failed', errorClass: 'rejected', message };
  }

  private async removeLeft(backend: UploadBackend, { signal, report }: ExecutionContext): Promise<Outcome> {
    const keys = await this.parts.questions.leftObjects(backend.id, mostRemoved);
    for (const [done, key] of keys.entries()) {
      report({ done, total: keys.length, unit: 'objects', current: key });
      await this.parts.uploader.remove(backend, key, signal);
    }
    return {
      kind: 'succeeded',
      result: { removed: keys.length },
      ...(keys.length === 0 ? {} : { effect: ({ uploads }) => uploads.forgetLeft(backend.id, keys) }),
    };
  }

  private write(work: (stores: UploadStores) => Promise<void>): Promise<void> {
    return this.parts.writer.run(work);
  }
}
