import { toFault } from '@catalogsync/faults';
import type {
  DownloadOptions,
  ListedObject,
  ObjectAttributes,
  ObjectStore,
  PresignedAddress,
  PresignOptions,
  PutFileOptions,
  PutOutcome,
  ReadOptions,
  StoredObject,
  UnfinishedUpload,
} from '../object-store.js';
import { listObjects, listUploads } from './listings.js';
import { abortUpload } from './part-upload.js';
import { presignGet } from './presigner.js';
import { putFile } from './put-file.js';
import { putWhole } from './put-whole.js';
import { downloadObject, headObject, readObject } from './read-object.js';
import { removeObject } from './remove-object.js';
import { S3Connection, type S3Options } from './s3-connection.js';

/**
 * Objects behind the S3 protocol. The SDK is loaded with the first request. Requests are repeated a few times when the server is
 * overloaded or the connection breaks; addresses, keys and checksums are all given, nothing is taken from this host's other settings.
 */
export class S3ObjectStore implements ObjectStore {
  private readonly connection: S3Connection;

  constructor(options: S3Options) {
    this.connection = new S3Connection(options);
  }

  head(key: string, signal: AbortSignal): Promise<StoredObject | undefined> {
    return this.faulty(headObject(this.connection, key, signal), signal);
  }

  put(key: string, bytes: Uint8Array, attributes: ObjectAttributes, signal: AbortSignal): Promise<PutOutcome> {
    return this.faulty(putWhole(this.connection, key, bytes, attributes, signal), signal);
  }

  putFile(key: string, file: string, options: PutFileOptions, signal: AbortSignal): Promise<PutOutcome> {
    return this.faulty(putFile(this.connection, key, file, options, signal), signal);
  }

  read(key: string, options: ReadOptions, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return this.faulty(readObject(this.connection, key, options, signal), signal);
  }

  download(key: string, file: string, options: DownloadOptions, signal: AbortSignal): Promise<number | undefined> {
    return this.faulty(downloadObject(this.connection, key, file, options, signal), signal);
  }

  list(prefix: string, signal: AbortSignal, after?: string): AsyncIterable<ListedObject> {
    return this.faultyItems(listObjects(this.connection, prefix, signal, after), signal);
  }

  remove(key: string, signal: AbortSignal): Promise<void> {
    return this.faulty(removeObject(this.connection, key, signal), signal);
  }

  uploads(prefix: string, signal: AbortSignal): AsyncIterable<UnfinishedUpload> {
    return this.faultyItems(listUploads(this.connection, prefix, signal), signal);
  }

  abortUpload(key: string, uploadId: string, signal: AbortSignal): Promise<void> {
    return this.faulty(abortUpload(this.connection, key, uploadId, signal), signal);
  }

  presignGet(key: string, options: PresignOptions): Promise<PresignedAddress> {
    return presignGet(this.connection, key, options);
  }

  close(): void {
    this.connection.close();
  }

  private async faulty<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw this.faultOf(error, signal);
    }
  }

  private async *faultyItems<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncIterable<T> {
    try {
      yield* items;
    } catch (error) {
      throw this.faultOf(error, signal);
    }
  }

  /** Errors of the file system have no answer of a server. */
  private faultOf(error: unknown, signal: AbortSignal): Error {
    return isFileError(error) ? toFault(error) : this.connection.fault(error, signal);
  }
}

const isFileError = (error: unknown): boolean =>
  typeof (error as { path?: unknown }).path === 'string' || (error as { code?: unknown }).code === 'ENOSPC';
