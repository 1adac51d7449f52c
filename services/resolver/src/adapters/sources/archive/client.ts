import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Fault, toFault } from '@catalogsync/faults';
import { type AddressTrust, configuredAddress, type HttpClient } from '@catalogsync/outbound-http';
import { extensionOfName } from '../../../core/sources/described.js';
import type { FetchedFile, FetchRequest } from '../../../core/sources/fetch.js';
import { fetchHandedOut } from '../handed-out-file.js';
import { unexpected } from '../layout.js';
import { briefly } from '../retries.js';
import { type Item, type ItemFile, itemShape, searchShape } from './wire.js';

export interface ArchiveSettings {
  /** Base address without a trailing slash. */
  readonly url: string;
  /** A contact address, which the Archive asks programs to send; empty for none. */
  readonly contact: string;
}

export interface FoundItem {
  readonly identifier: string;
  /** Bytes of all its files; 0 if unknown. */
  readonly size: number;
}

/** Items in the order asked for. */
export interface FoundItems {
  readonly items: readonly FoundItem[];
  /** How many the Archive says there are, including those beyond the limit. */
  readonly claimed: number | undefined;
}

const politely = {
  ...briefly,
  refused: ({ status }: { readonly status: number }) =>
    status === 401
      ? new Fault('unauthenticated', 'the Internet Archive wants a log-in, which this program does not have', {
          hint: 'It may have blocked this address: set ARCHIVE_CONTACT so that its operators can reach you, and ask less.',
        })
      : undefined,
} as const;

/** Talks to three endpoints of the Internet Archive: search, metadata and download. */
export class ArchiveClient {
  private readonly headers: Readonly<Record<string, string>>;
  private readonly trust: AddressTrust;

  constructor(
    private readonly http: HttpClient,
    private readonly settings: ArchiveSettings,
  ) {
    this.trust = configuredAddress(settings.url);
    const contact = settings.contact.replace(/[^\x20-\x7e]/g, '');
    this.headers = { 'user-agent': contact === '' ? 'catalogsync' : `catalogsync (${contact})` };
  }

  /** Items in the order asked for, best match first if no order is given. */
  async search(query: string, rows: number, sort: string, signal: AbortSignal): Promise<FoundItems> {
    const parameters = new URLSearchParams({ q: `mediatype:audio AND (${query})`, rows: String(rows), page: '1', output: 'json' });
    for (const field of ['identifier', 'title', 'item_size']) parameters.append('fl[]', field);
    if (sort !== '') parameters.append('sort[]', sort);
    const { response } = await this.http.fetchJson({
      url: `${this.settings.url}/advancedsearch.php?${parameters}`,
      trust: this.trust,
      maxBytes: 8 * 1024 * 1024,
      headers: this.headers,
      shape: searchShape,
      endpoint: 'archive advancedsearch',
      signal,
      ...politely,
    });
    const items = response.docs.map(({ identifier, item_size: size = 0 }) => ({ identifier, size }));
    return { items, claimed: response.numFound };
  }

  /** An item that does not exist is `{}`. */
  async item(identifier: string, signal: AbortSignal): Promise<Item> {
    const item = await this.http.fetchJson({
      url: `${this.settings.url}/metadata/${encodeURIComponent(identifier)}`,
      trust: this.trust,
      maxBytes: 32 * 1024 * 1024,
      headers: this.headers,
      shape: itemShape,
      endpoint: 'archive metadata',
      signal,
      ...politely,
    });
    const missing = item.metadata === undefined ? 'metadata' : item.files === undefined ? 'files' : undefined;
    if (missing !== undefined && item.is_dark !== true && Object.keys(item).length > 0) {
      throw unexpected('archive metadata', `${missing} is missing`);
    }
    return item;
  }

  /** @throws Fault `data_corrupt` also if the file is not the one the item lists */
  async fetch(identifier: string, file: ItemFile, request: FetchRequest, signal: AbortSignal): Promise<FetchedFile> {
    const { headers, trust } = this;
    const { refused } = politely;
    const place = { url: this.address(identifier, file), trust, ext: extensionOfName(file.name), wanted: { headers, refused } };
    const fetched = await fetchHandedOut(this.http, request, place, signal);
    await verify(fetched.path, file);
    return fetched;
  }

  /** A small file of an item, such as its picture. */
  async bytes(identifier: string, file: ItemFile, maxBytes: number, signal: AbortSignal): Promise<Uint8Array> {
    const url = this.address(identifier, file);
    return (await this.http.fetchBytes({ url, trust: this.trust, maxBytes, headers: this.headers, signal, ...politely })).bytes;
  }

  /** Where everybody may fetch a file of an item. */
  address(identifier: string, file: ItemFile): string {
    const path = file.name.split('/').map(encodeURIComponent).join('/');
    return `${this.settings.url}/download/${encodeURIComponent(identifier)}/${path}`;
  }
}

async function verify(path: string, { sha1, md5 }: ItemFile): Promise<void> {
  const [algorithm, expected] = sha1 !== undefined ? ['sha1', sha1] : ['md5', md5];
  // Derived files are sometimes rebuilt and then have no checksum yet.
  if (expected === undefined || /^0*$/.test(expected)) return;
  const hash = createHash(algorithm);
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    throw toFault(error);
  }
  if (hash.digest('hex') === expected.toLowerCase()) return;
  await rm(path, { force: true });
  throw new Fault('data_corrupt', `the ${algorithm} of the file from the Internet Archive differs from the one its item lists`, {
    retry: 'later',
  });
}
