import { createHash } from 'node:crypto';
import { type EmulatedAnswer, type EmulatedRequest, EmulatedServer } from './emulated-server.js';

export interface EmulatedItem {
  readonly identifier: string;
  readonly title: string;
  readonly creator: string;
  readonly collection: readonly string[];
  readonly licenseurl?: string;
  readonly dark?: boolean;
  readonly restricted?: boolean;
  readonly files: readonly {
    readonly name: string;
    readonly title?: string;
    readonly length: string;
    readonly bytes: Buffer;
    readonly sha1?: string;
  }[];
}

/**
 * The Internet Archive: a search that knows items only, metadata that are `{}` for what there is not, and
 * downloads that are redirected to the machine that holds the item.
 */
export class ArchiveEmulator {
  private constructor(
    readonly server: EmulatedServer,
    readonly items: EmulatedItem[],
  ) {}

  static async start(items: readonly EmulatedItem[] = []): Promise<ArchiveEmulator> {
    const state = [...items];
    return new ArchiveEmulator(await EmulatedServer.start((request) => respond(state, request)), state);
  }
}

function respond(items: readonly EmulatedItem[], { path, query }: EmulatedRequest): EmulatedAnswer | undefined {
  if (path === '/advancedsearch.php') return search(items, query);
  const [, area, identifier = '', name] = /^\/(metadata|download|stored)\/([^/]+)(?:\/(.+))?$/.exec(path) ?? [];
  const item = items.find((one) => one.identifier === decodeURIComponent(identifier));
  if (area === 'metadata') return { body: item === undefined ? {} : metadata(item) };
  const file = item?.files.find((one) => one.name === decodeURIComponent(name ?? ''));
  if (file === undefined || item?.dark === true || item?.restricted === true) return undefined;
  if (area === 'download') return { status: 302, headers: { location: path.replace('/download/', '/stored/') } };
  return { headers: { 'content-type': 'audio/wav' }, body: file.bytes };
}

/** Knows phrases in quotes after `creator:`, `title:` and `collection:`; any one of them is enough. */
function search(items: readonly EmulatedItem[], query: URLSearchParams): EmulatedAnswer {
  const words = query.get('q') ?? '';
  const phrases = [...words.matchAll(/(creator|title|collection):"([^"]*)"/g)];
  const everything = words.includes('identifier:*');
  const found = items.filter((item) =>
    phrases.some(([, field, phrase = '']) => {
      const value = field === 'creator' ? item.creator : field === 'title' ? item.title : item.collection.join(' ');
      return value.toLowerCase().includes(phrase.toLowerCase());
    }),
  );
  const docs = (everything ? items : found)
    .slice(0, Number(query.get('rows')))
    .map(({ identifier, title }) => ({ identifier, title, item_size: 1 }));
  return { body: { responseHeader: { status: 0 }, response: { numFound: docs.length, start: 0, docs } } };
}

function metadata({ files, dark, restricted, ...about }: EmulatedItem): object {
  const described = files.map(({ bytes, sha1, ...file }) => ({
    ...file,
    source: 'original',
    format: 'WAVE',
    size: String(bytes.length),
    sha1: sha1 ?? createHash('sha1').update(bytes).digest('hex'),
  }));
  if (dark === true) return { is_dark: true, metadata: { identifier: about.identifier } };
  return { files: described, metadata: { ...about, ...(restricted === true ? { 'access-restricted-item': 'true' } : {}) } };
}
