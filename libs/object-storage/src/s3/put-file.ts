import { createHash } from 'node:crypto';
import { etagOfParts, md5Of, sha256Of } from '../digests.js';
import type { PutFileOptions, PutOutcome } from '../object-store.js';
import { checkFile, openSource, readPart, type SourceFile } from '../source-file.js';
import { abortUpload, PartUploader } from './part-upload.js';
import { putWhole } from './put-whole.js';
import { headObject } from './read-object.js';
import type { S3Connection } from './s3-connection.js';

const defaultWholeBytes = 16 * 1024 * 1024;
const defaultPartBytes = 8 * 1024 * 1024;
/** Of one upload, by the protocol. */
const mostParts = 10_000;

/** Stores a file, small ones in one request. */
export async function putFile(
  connection: S3Connection,
  key: string,
  path: string,
  options: PutFileOptions,
  signal: AbortSignal,
): Promise<PutOutcome> {
  const file = await openSource(path);
  try {
    const { wholeBytes = defaultWholeBytes, resume } = options;
    const partBytes = Math.max(options.partBytes ?? defaultPartBytes, Math.ceil(file.bytes / mostParts));
    if (resume !== undefined) {
      const there = await alreadyThere(connection, key, { ...file, partBytes }, options, signal);
      if (there !== undefined) return there;
    }
    if (file.bytes > wholeBytes) return await new PartUploader(connection, key, { ...file, partBytes }, options, signal).run();
    if (resume !== undefined) await abortUpload(connection, key, resume.uploadId, signal);
    const bytes = await readPart(file.handle, 0, file.bytes);
    const sha256 = sha256Of(bytes);
    await checkFile(file, options.sha256, sha256);
    const outcome = await putWhole(connection, key, bytes, options, signal, sha256);
    options.onProgress?.(file.bytes, file.bytes);
    return outcome;
  } finally {
    await file.handle.close();
  }
}

/** Whether an earlier try completed and died before it could say so: the entity tag shows it, at the price of reading the file once. */
async function alreadyThere(
  connection: S3Connection,
  key: string,
  file: SourceFile & { readonly partBytes: number },
  { sha256 }: PutFileOptions,
  signal: AbortSignal,
): Promise<PutOutcome | undefined> {
  const stored = await headObject(connection, key, signal);
  if (stored?.sizeBytes !== file.bytes) return undefined;
  const hash = createHash('sha256');
  const pieces: string[] = [];
  for (let start = 0; start < file.bytes; start += file.partBytes) {
    signal.throwIfAborted();
    const bytes = await readPart(file.handle, start, Math.min(file.partBytes, file.bytes - start));
    hash.update(bytes);
    pieces.push(md5Of(bytes));
  }
  if (stored.etag !== etagOfParts(pieces)) return undefined;
  const found = hash.digest('hex');
  await checkFile(file, sha256, found);
  return { sizeBytes: file.bytes, etag: stored.etag, sha256: found, proof: 'etag' };
}
