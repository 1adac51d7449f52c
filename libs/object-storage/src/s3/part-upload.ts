import { createHash } from 'node:crypto';
import type { ListPartsCommandOutput } from '@aws-sdk/client-s3';
import { Fault } from '@catalogsync/faults';
import { type Digests, digestsOf, etagOfParts } from '../digests.js';
import type { PartUpload, PutFileOptions, PutOutcome, StoredPart } from '../object-store.js';
import { checkFile, readPart, type SourceFile } from '../source-file.js';
import { unsignedPayload, withPayloadHash } from './payload-hash.js';
import { headersOf, named } from './put-whole.js';
import { bare } from './read-object.js';
import type { S3Connection } from './s3-connection.js';
import { cannotList, isLostUpload, isMissing } from './s3-faults.js';
import { sendBody } from './send-body.js';
import { SendWindow } from './send-window.js';
import { proveStored } from './stored-proof.js';

/** Sends one file in parts, going on with those that an earlier try has stored. */
export class PartUploader {
  private readonly withChecksum: boolean;
  /** Only a server that answers with checksums knows the element for them; others refuse the whole list. */
  private storesChecksums = false;

  constructor(
    private readonly connection: S3Connection,
    private readonly key: string,
    private readonly file: SourceFile & { readonly partBytes: number },
    private readonly options: PutFileOptions,
    private readonly signal: AbortSignal,
  ) {
    this.withChecksum = connection.options.checksums === 'when_supported';
  }

  /** @throws what the SDK throws, and Faults */
  async run(): Promise<PutOutcome> {
    const { resume, onStart } = this.options;
    if (resume !== undefined) {
      const outcome = await this.goOn(resume);
      if (outcome !== undefined) return outcome;
    }
    const upload = await this.create();
    await onStart?.(upload);
    return this.from(upload);
  }

  /** @returns undefined if the earlier upload is of no use; it is given up then */
  private async goOn(resume: PartUpload): Promise<PutOutcome | undefined> {
    if (resume.fileBytes === this.file.bytes && resume.partBytes === this.file.partBytes) {
      try {
        return await this.from(await this.known(resume));
      } catch (error) {
        if (!isLostUpload(error)) throw error;
      }
    }
    await abortUpload(this.connection, this.key, resume.uploadId, this.signal);
    return undefined;
  }

  private async create(): Promise<PartUpload> {
    const { UploadId } = await this.connection.request(
      (client, sdk) =>
        client.send(
          new sdk.CreateMultipartUploadCommand({
            ...named(this.connection, this.key),
            ...headersOf(this.options),
            ...(this.withChecksum ? { ChecksumAlgorithm: 'CRC32' } : {}),
          }),
          { abortSignal: this.signal },
        ),
      this.signal,
    );
    if (UploadId === undefined) throw new Fault('unavailable', 'the object storage began an upload without naming it');
    return { uploadId: UploadId, partBytes: this.file.partBytes, fileBytes: this.file.bytes, parts: [] };
  }

  /** What the server has, where it can list it: that includes a part that was stored right before the process died. */
  private async known(resume: PartUpload): Promise<PartUpload> {
    const listed: StoredPart[] = [];
    try {
      for (let marker: string | undefined, more = true; more; ) {
        const page = await this.listParts(resume.uploadId, marker);
        this.storesChecksums ||= page.ChecksumAlgorithm === 'CRC32';
        for (const { PartNumber = 0, ETag } of page.Parts ?? []) {
          const etag = bare(ETag);
          const md5 = /^[0-9a-f]{32}$/.test(etag)
            ? etag
            : resume.parts.find((part) => part.number === PartNumber && part.etag === etag)?.md5;
          if (md5 !== undefined) listed.push({ number: PartNumber, etag, md5 });
        }
        marker = page.NextPartNumberMarker;
        more = page.IsTruncated === true && marker !== undefined;
      }
      return { ...resume, parts: listed };
    } catch (error) {
      // Then what was written down decides, and the completion refuses what the server does not have.
      if (cannotList(error)) return resume;
      throw error;
    }
  }

  private listParts(uploadId: string, marker: string | undefined): Promise<ListPartsCommandOutput> {
    const input = {
      ...named(this.connection, this.key),
      UploadId: uploadId,
      ...(marker === undefined ? {} : { PartNumberMarker: marker }),
    };
    return this.connection.request(
      (client, sdk) => client.send(new sdk.ListPartsCommand(input), { abortSignal: this.signal }),
      this.signal,
    );
  }

  private async from(upload: PartUpload): Promise<PutOutcome> {
    try {
      const sent = await this.sendParts(upload);
      return await this.complete(upload, sent.parts, sent.sha256);
    } catch (error) {
      // What is remembered can be gone on with; a file that is not the one that was meant cannot.
      const useless = error instanceof Fault && error.code === 'failed_precondition';
      if (this.options.onStart === undefined || useless) {
        await abortUpload(this.connection, this.key, upload.uploadId, AbortSignal.timeout(10_000)).catch(() => undefined);
      }
      throw error;
    }
  }

  /** Reads the whole file in order, whatever is there already: only so is it sure that the parts are those of this file. */
  private async sendParts(upload: PartUpload): Promise<{ readonly parts: readonly SentPart[]; readonly sha256: string }> {
    const { handle, bytes: fileBytes, partBytes } = this.file;
    const there = new Map(upload.parts.map((part) => [part.number, part]));
    const hash = createHash('sha256');
    const window = new SendWindow(this.options.partsAtOnce ?? 2);
    const parts: SentPart[] = [];
    let done = 0;
    for (let number = 1; (number - 1) * partBytes < fileBytes; number++) {
      await window.room();
      const start = (number - 1) * partBytes;
      const bytes = await readPart(handle, start, Math.min(partBytes, fileBytes - start));
      hash.update(bytes);
      const digests = digestsOf(bytes);
      const arrived = (etag: string): void => {
        parts[number - 1] = { number, etag, digests };
        done += bytes.length;
        this.options.onProgress?.(done, fileBytes);
      };
      const stored = there.get(number);
      if (stored?.md5 === digests.md5) arrived(stored.etag);
      else window.add(this.send(upload.uploadId, number, bytes, digests).then(arrived));
    }
    await window.end();
    return { parts, sha256: hash.digest('hex') };
  }

  private async send(uploadId: string, number: number, bytes: Uint8Array, digests: Digests): Promise<string> {
    const { ETag, ChecksumCRC32 } = await sendBody(
      this.connection,
      bytes,
      (client, sdk, body) =>
        client.send(
          withPayloadHash(
            new sdk.UploadPartCommand({
              ...named(this.connection, this.key),
              UploadId: uploadId,
              PartNumber: number,
              Body: body,
              ContentLength: bytes.length,
              ContentMD5: digests.md5Base64,
              ...(this.withChecksum ? { ChecksumCRC32: digests.crc32 } : {}),
            }),
            unsignedPayload,
          ),
          { abortSignal: this.signal },
        ),
      this.signal,
    );
    this.storesChecksums ||= ChecksumCRC32 !== undefined;
    const etag = bare(ETag);
    await this.options.onPart?.({ number, etag, md5: digests.md5 });
    return etag;
  }

  private async complete(upload: PartUpload, parts: readonly SentPart[], sha256: string): Promise<PutOutcome> {
    await checkFile(this.file, this.options.sha256, sha256);
    const answer = await this.connection.request(
      (client, sdk) =>
        client.send(
          new sdk.CompleteMultipartUploadCommand({
            ...named(this.connection, this.key),
            UploadId: upload.uploadId,
            MultipartUpload: {
              Parts: parts.map(({ number, etag, digests }) => ({
                PartNumber: number,
                ETag: `"${etag}"`,
                ...(this.storesChecksums ? { ChecksumCRC32: digests.crc32 } : {}),
              })),
            },
          }),
          { abortSignal: this.signal },
        ),
      this.signal,
    );
    const pieces = parts.map(({ digests }) => digests.md5);
    const sent = {
      sizeBytes: this.file.bytes,
      etag: etagOfParts(pieces),
      answered: answer.ETag,
      checksum: false,
      pieces,
      pieceBytes: this.file.partBytes,
    };
    return { ...(await proveStored(this.connection, this.key, sent, this.signal)), sha256 };
  }
}

interface SentPart {
  readonly number: number;
  readonly etag: string;
  readonly digests: Digests;
}

/** Giving up what is not there succeeds. */
export async function abortUpload(connection: S3Connection, key: string, uploadId: string, signal: AbortSignal): Promise<void> {
  try {
    await connection.request(
      (client, sdk) =>
        client.send(new sdk.AbortMultipartUploadCommand({ ...named(connection, key), UploadId: uploadId }), { abortSignal: signal }),
      signal,
    );
  } catch (error) {
    if (!isLostUpload(error) && !isMissing(error)) throw error;
  }
}
