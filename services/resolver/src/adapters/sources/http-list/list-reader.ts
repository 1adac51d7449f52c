import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { Fault, toFault } from '@catalogsync/faults';
import { type AddressTrust, configuredAddress, foreignAddress, type HttpClient } from '@catalogsync/outbound-http';
import { type ListedSong, parseList } from './list-text.js';

/** A list as last read. */
export interface SongList {
  /** The path or address that the user configured. */
  readonly place: string;
  /** The last part of it, for people. */
  readonly name: string;
  readonly version: string;
  readonly songs: readonly ListedSong[];
  /** Of the addresses in it. Anybody may have written a list that is now a file here. */
  readonly trust: AddressTrust;
}

interface ReadList {
  readonly list: SongList;
  /** The `ETag` of an address, or size and time of a file; shows whether the list changed. */
  readonly stamp: string | undefined;
}

const maxListBytes = 32 * 1024 * 1024;

/** Reads lists, and rereads one only after it changed. */
export class ListReader {
  private readonly known = new Map<string, ReadList>();

  constructor(private readonly http: HttpClient) {}

  /** @throws Fault `not_found`, `data_corrupt`, `unavailable` …, naming the list */
  async read(place: string, signal: AbortSignal): Promise<SongList> {
    const known = this.known.get(place);
    const read = isAddress(place) ? await this.readAddress(place, known, signal) : await readLocal(place, known);
    this.known.set(place, read);
    return read.list;
  }

  private async readAddress(place: string, known: ReadList | undefined, signal: AbortSignal): Promise<ReadList> {
    const answer = await this.http.fetchBytes({
      url: place,
      trust: configuredAddress(place),
      maxBytes: maxListBytes,
      attempts: 2,
      maxRetryAfterMs: 2000,
      signal,
      ifNoneMatch: known?.stamp,
    });
    if (!answer.notModified) return { list: listOf(place, answer.bytes, answer.trust), stamp: answer.etag };
    if (known === undefined) throw new Fault('internal', 'a list was confirmed that was never read');
    return known;
  }
}

async function readLocal(place: string, known: ReadList | undefined): Promise<ReadList> {
  try {
    const { size, mtimeMs } = await stat(place);
    const stamp = `${size} ${mtimeMs}`;
    if (known?.stamp === stamp) return known;
    if (size > maxListBytes) throw new Fault('data_corrupt', `the list ${nameOf(place)} is larger than ${maxListBytes} bytes`);
    return { list: listOf(place, await readFile(place), foreignAddress), stamp };
  } catch (error) {
    throw toFault(error);
  }
}

function listOf(place: string, bytes: Uint8Array, trust: AddressTrust): SongList {
  const name = nameOf(place);
  const songs = parseList(decoded(bytes, name), name, isAddress(place) ? place : undefined);
  return { place, name, version: createHash('sha256').update(bytes).digest('base64url').slice(0, 22), songs, trust };
}

function decoded(bytes: Uint8Array, name: string): string {
  if (bytes.length === 0) throw new Fault('data_corrupt', `the list ${name} is empty`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Fault('data_corrupt', `the list ${name} is not text in UTF-8`, { cause: error });
  }
}

/** Whether a list is at an address and not in a file. */
export function isAddress(place: string): boolean {
  return /^https?:\/\//i.test(place);
}

/** Without the query, which may contain keys. */
function nameOf(place: string): string {
  const path = isAddress(place) ? new URL(place).pathname : place;
  return path.split('/').findLast((part) => part !== '') ?? 'songs';
}
