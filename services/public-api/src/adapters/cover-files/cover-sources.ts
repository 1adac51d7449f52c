import { join } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import type { ObjectStore } from '@catalogsync/object-storage';
import { configuredAddress, HttpClient } from '@catalogsync/outbound-http';
import { readBounded } from '@catalogsync/runtime';
import { publicationAccess, publicationStore } from '@catalogsync/snapshot-follower';
import { type CoverSize, coverPath, maxCoverFileBytes } from '@catalogsync/snapshot-format';
import type { CoverSource } from '../../core/covers/cover-pictures.js';

/** A listener waits for it. */
const limits = { attempts: 1, totalTimeoutMs: 10_000, headersTimeoutMs: 5_000, idleTimeoutMs: 5_000 };

/** Pictures of a publication over http(s). */
class HttpCovers implements CoverSource {
  readonly isRemote = true;
  private readonly client = new HttpClient();

  constructor(
    private readonly base: string,
    private readonly token: string,
  ) {}

  async fetch(hash: string, size: CoverSize, signal: AbortSignal): Promise<Uint8Array | undefined> {
    const url = `${this.base}/${coverPath(hash, size)}`;
    const request = {
      ...limits,
      ...publicationAccess(this.token),
      url,
      trust: configuredAddress(this.base),
      maxBytes: maxCoverFileBytes,
      signal,
    };
    return orNone(async () => {
      const answer = await this.client.fetchBytes(request);
      return answer.notModified ? undefined : answer.bytes;
    });
  }

  close(): Promise<void> {
    return this.client.close();
  }
}

/** Pictures of a publication in a folder. */
class FolderCovers implements CoverSource {
  readonly isRemote = false;

  constructor(private readonly folder: string) {}

  fetch(hash: string, size: CoverSize): Promise<Uint8Array | undefined> {
    return orNone(() => readBounded(join(this.folder, coverPath(hash, size)), maxCoverFileBytes));
  }

  async close(): Promise<void> {
    return;
  }
}

/** Pictures of a publication in object storage. */
class StoredCovers implements CoverSource {
  readonly isRemote = true;

  constructor(private readonly store: ObjectStore) {}

  fetch(hash: string, size: CoverSize, signal: AbortSignal): Promise<Uint8Array | undefined> {
    return orNone(() => this.store.read(coverPath(hash, size), { maxBytes: maxCoverFileBytes }, signal));
  }

  async close(): Promise<void> {
    this.store.close();
  }
}

/**
 * @param source SNAPSHOT_SOURCE
 * @param token SNAPSHOT_SOURCE_TOKEN; empty if there is none. Covers are open at the port of the publication, but not behind every proxy
 * @param accessKeys SNAPSHOT_S3_KEYS, for object storage
 */
export function coverSource(source: string, token = '', accessKeys = ''): CoverSource {
  if (/^s3:\/\//i.test(source)) return new StoredCovers(publicationStore(source, accessKeys));
  return /^https?:\/\//i.test(source) ? new HttpCovers(source, token) : new FolderCovers(source);
}

async function orNone(fetch: () => Promise<Uint8Array | undefined>): Promise<Uint8Array | undefined> {
  try {
    return await fetch();
  } catch (error) {
    const fault: Fault = toFault(error);
    if (fault.code === 'not_found') return undefined;
    throw fault;
  }
}
