import { Fault } from '@catalogsync/faults';
import type { ListedObject, UnfinishedUpload } from '../object-store.js';
import { bare } from './read-object.js';
import type { S3Connection } from './s3-connection.js';
import { cannotList } from './s3-faults.js';

/** In order of the keys' bytes. */
export async function* listObjects(
  connection: S3Connection,
  prefix: string,
  signal: AbortSignal,
  after?: string,
): AsyncIterable<ListedObject> {
  const Bucket = connection.options.bucket;
  let from: { ContinuationToken?: string; StartAfter?: string } = after === undefined ? {} : { StartAfter: connection.keyOf(after) };
  for (let more = true; more; ) {
    const input = { Bucket, Prefix: connection.keyOf(prefix), ...from };
    const page = await connection.request(
      (client, sdk) => client.send(new sdk.ListObjectsV2Command(input), { abortSignal: signal }),
      signal,
    );
    for (const { Key = '', Size = 0, ETag } of page.Contents ?? [])
      yield { key: connection.relative(Key), sizeBytes: Size, etag: bare(ETag) };
    more = page.IsTruncated === true && page.NextContinuationToken !== undefined;
    if (page.NextContinuationToken !== undefined) from = { ContinuationToken: page.NextContinuationToken };
  }
}

/** Uploads in parts that are not complete. @throws Fault `unsupported` where the server cannot list them */
export async function* listUploads(connection: S3Connection, prefix: string, signal: AbortSignal): AsyncIterable<UnfinishedUpload> {
  let from: { KeyMarker?: string; UploadIdMarker?: string } = {};
  for (let more = true; more; ) {
    const input = { Bucket: connection.options.bucket, Prefix: connection.keyOf(prefix), ...from };
    const page = await connection
      .request((client, sdk) => client.send(new sdk.ListMultipartUploadsCommand(input), { abortSignal: signal }), signal)
      .catch((error: unknown) => {
        throw cannotList(error) ? noListing(error) : error;
      });
    // A server that does not know the request takes it for one of the objects, and then names no bucket in its answer.
    if (page.Bucket === undefined && page.Uploads === undefined) throw noListing();
    for (const { Key = '', UploadId = '', Initiated } of page.Uploads ?? []) {
      yield { key: connection.relative(Key), uploadId: UploadId, startedAt: Initiated?.getTime() ?? 0 };
    }
    more = page.IsTruncated === true && page.NextKeyMarker !== undefined;
    from = { KeyMarker: page.NextKeyMarker ?? '', UploadIdMarker: page.NextUploadIdMarker ?? '' };
  }
}

const noListing = (cause?: unknown): Fault =>
  new Fault('unsupported', 'the server cannot list unfinished uploads', { hint: 'Let it remove them by a rule of the bucket.', cause });
