import { open, writeFile } from 'node:fs/promises';
import { Fault, toFault } from '@catalogsync/faults';
import { etagOfParts, md5Of, sha256Of } from '../digests.js';
import type {
  DownloadOptions,
  ListedObject,
  ObjectAttributes,
  ObjectStore,
  PartUpload,
  PresignedAddress,
  PresignOptions,
  PutFileOptions,
  PutOutcome,
  ReadOptions,
  StoredObject,
  UnfinishedUpload,
} from '../object-store.js';
import { checkFile, openSource, readPart } from '../source-file.js';

interface Kept extends StoredObject {
  readonly bytes: Uint8Array;
}

interface Unfinished {
  readonly key: string;
  readonly startedAt: number;
  readonly parts: Map<number, { readonly bytes: Uint8Array; readonly md5: string }>;
}

/** Called before each step of an operation; what it throws is what the operation throws. */
type Interference = (
  step: 'head' | 'put' | 'start' | 'part' | 'complete' | 'read' | 'list' | 'remove',
  key: string,
) => void | Promise<void>;

const partBytesByDefault = 8 * 1024 * 1024;

/** A whole object store in memory, for tests and trials: what it holds is gone with the process. */
export class MemoryObjectStore implements ObjectStore {
  /** A knob for failures. */
  interfere: Interference | undefined;
  /** Parts that were sent, not those that were there already. */
  partsSent = 0;
  private readonly objects = new Map<string, Kept>();
  private readonly unfinished = new Map<string, Unfinished>();
  private uploadsBegun = 0;

  async head(key: string, signal: AbortSignal): Promise<StoredObject | undefined> {
    await this.step('head', key, signal);
    return this.objects.get(key);
  }

  async put(key: string, bytes: Uint8Array, attributes: ObjectAttributes, signal: AbortSignal): Promise<PutOutcome> {
    await this.step('put', key, signal);
    return this.keep(key, Uint8Array.from(bytes), md5Of(bytes), attributes);
  }

  async putFile(key: string, path: string, options: PutFileOptions, signal: AbortSignal): Promise<PutOutcome> {
    const file = await openSource(path).catch((error: unknown) => {
      throw toFault(error);
    });
    try {
      if (file.bytes > (options.wholeBytes ?? 2 * partBytesByDefault)) return await this.putParts(key, file, options, signal);
      if (options.resume !== undefined) this.unfinished.delete(options.resume.uploadId);
      const bytes = await readPart(file.handle, 0, file.bytes);
      await checkFile(file, options.sha256, sha256Of(bytes));
      const outcome = await this.put(key, bytes, options, signal);
      options.onProgress?.(file.bytes, file.bytes);
      return outcome;
    } finally {
      await file.handle.close();
    }
  }

  async read(key: string, { range, maxBytes }: ReadOptions, signal: AbortSignal): Promise<Uint8Array | undefined> {
    await this.step('read', key, signal);
    const bytes = this.objects.get(key)?.bytes;
    const wanted = range === undefined ? bytes : bytes?.subarray(range[0], range[1] + 1);
    if (wanted !== undefined && wanted.length > maxBytes) throw new Fault('data_corrupt', `the object ${key} is larger than allowed`);
    return wanted === undefined ? undefined : Uint8Array.from(wanted);
  }

  async download(
    key: string,
    path: string,
    { fromByte = 0, maxBytes, etag }: DownloadOptions,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    await this.step('read', key, signal);
    const kept = this.objects.get(key);
    if (kept === undefined) return undefined;
    const other = etag !== undefined && etag !== kept.etag;
    if (other || kept.sizeBytes > maxBytes || fromByte > kept.sizeBytes)
      throw new Fault('data_corrupt', `the object ${key} is not the one that was meant`);
    if (fromByte === 0) await writeFile(path, kept.bytes, { mode: 0o600 });
    else {
      const handle = await open(path, 'r+');
      try {
        await handle.truncate(fromByte);
        await handle.write(kept.bytes, fromByte, kept.sizeBytes - fromByte, fromByte);
      } finally {
        await handle.close();
      }
    }
    return kept.sizeBytes;
  }

  async *list(prefix: string, signal: AbortSignal, after = ''): AsyncIterable<ListedObject> {
    await this.step('list', prefix, signal);
    const keys = [...this.objects.keys()].filter(
      (key) => key.startsWith(prefix) && Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0,
    );
    for (const key of keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))) {
      const kept = this.objects.get(key);
      if (kept !== undefined) yield { key, sizeBytes: kept.sizeBytes, etag: kept.etag };
    }
  }

  async remove(key: string, signal: AbortSignal): Promise<void> {
    await this.step('remove', key, signal);
    this.objects.delete(key);
  }

  async *uploads(prefix: string, signal: AbortSignal): AsyncIterable<UnfinishedUpload> {
    await this.step('list', prefix, signal);
    for (const [uploadId, { key, startedAt }] of this.unfinished) if (key.startsWith(prefix)) yield { key, uploadId, startedAt };
  }

  async abortUpload(key: string, uploadId: string, signal: AbortSignal): Promise<void> {
    await this.step('remove', key, signal);
    this.unfinished.delete(uploadId);
  }

  presignGet(key: string, { now, bucketSeconds, ttlSeconds }: PresignOptions): Promise<PresignedAddress> {
    const signedAt = Math.floor(now / 1000 / bucketSeconds) * bucketSeconds;
    const expires = signedAt + bucketSeconds + ttlSeconds;
    return Promise.resolve({ url: `memory:/${key}?expires=${expires}`, expiresAt: expires * 1000 });
  }

  close(): void {
    this.unfinished.clear();
  }

  private async putParts(
    key: string,
    file: Awaited<ReturnType<typeof openSource>>,
    options: PutFileOptions,
    signal: AbortSignal,
  ): Promise<PutOutcome> {
    const partBytes = options.partBytes ?? partBytesByDefault;
    const upload = await this.uploadFor(key, { fileBytes: file.bytes, partBytes }, options, signal);
    const parts: { readonly bytes: Uint8Array; readonly md5: string }[] = [];
    for (let start = 0; start < file.bytes; start += partBytes) {
      const bytes = await readPart(file.handle, start, Math.min(partBytes, file.bytes - start));
      const part = { bytes, md5: md5Of(bytes) };
      const number = parts.push(part);
      if (upload.parts.get(number)?.md5 !== part.md5) {
        await this.step('part', key, signal);
        this.partsSent++;
        upload.parts.set(number, part);
        await options.onPart?.({ number, etag: part.md5, md5: part.md5 });
      }
      options.onProgress?.(start + bytes.length, file.bytes);
    }
    const bytes = Buffer.concat(parts.map((part) => part.bytes));
    try {
      await checkFile(file, options.sha256, sha256Of(bytes));
    } catch (error) {
      this.forget(upload);
      throw error;
    }
    await this.step('complete', key, signal);
    this.forget(upload);
    return this.keep(key, bytes, etagOfParts(parts.map(({ md5 }) => md5)), options);
  }

  private async uploadFor(
    key: string,
    size: Omit<PartUpload, 'uploadId' | 'parts'>,
    options: PutFileOptions,
    signal: AbortSignal,
  ): Promise<Unfinished> {
    const { resume } = options;
    const known = resume === undefined ? undefined : this.unfinished.get(resume.uploadId);
    if (known !== undefined && resume?.fileBytes === size.fileBytes && resume.partBytes === size.partBytes) return known;
    if (resume !== undefined) this.unfinished.delete(resume.uploadId);
    await this.step('start', key, signal);
    const uploadId = `upload-${++this.uploadsBegun}`;
    const begun: Unfinished = { key, startedAt: Date.now(), parts: new Map() };
    this.unfinished.set(uploadId, begun);
    await options.onStart?.({ uploadId, ...size, parts: [] });
    return begun;
  }

  private forget(upload: Unfinished): void {
    for (const [id, one] of this.unfinished) if (one === upload) this.unfinished.delete(id);
  }

  private keep(key: string, bytes: Uint8Array, etag: string, { metadata = {} }: ObjectAttributes): PutOutcome {
    this.objects.set(key, { bytes, etag, metadata, sizeBytes: bytes.length });
    return { sizeBytes: bytes.length, etag, sha256: sha256Of(bytes), proof: 'etag' };
  }

  private async step(name: Parameters<Interference>[0], key: string, signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw toFault(signal.reason);
    await this.interfere?.(name, key);
  }
}
