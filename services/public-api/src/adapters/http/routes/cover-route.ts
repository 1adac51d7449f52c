import { Readable } from 'node:stream';
import { toFault } from '@catalogsync/faults';
import { type Answer, type Parameter, type Route, route } from '@catalogsync/http';
import { type CoverSize, coverSizes } from '@catalogsync/snapshot-format';
import { Type } from 'typebox';
import type { CoverPictures } from '../../../core/covers/cover-pictures.js';
import type { CurrentSnapshot } from '../../../core/snapshot/current-snapshot.js';
import { noSnapshot, refusal } from '../problems.js';

const unknown = () => refusal('not_found', 'not in the catalogue');

const hash: Parameter<string> = {
  schema: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'Hash of a cover, as in `cover.hash`.' }),
  required: true,
  parse: (text = '') => {
    if (!/^[0-9a-f]{64}$/.test(text)) throw unknown();
    return text;
  },
};

const size: Parameter<CoverSize> = {
  schema: Type.Unsafe<CoverSize>({ type: 'integer', enum: [...coverSizes], description: 'Longest side in pixels.' }),
  required: true,
  parse: (text) => {
    const found = coverSizes.find((one) => String(one) === text);
    if (found === undefined) throw unknown();
    return found;
  },
};

/** A picture never changes under its name: its hash is that of what it was made from. */
const forEver = 'public, max-age=31536000, immutable';

const description =
  'Returns WebP, never larger than its source. The address names the content, so an answer stays valid for ever; a hash that the snapshot in ' +
  'use does not name is unknown. Open without a token, so that pages can show it by `<img>`.';

/** The pictures of covers. */
export function coverRoute(snapshots: CurrentSnapshot, pictures: CoverPictures): Route {
  return route('getCover', 'GET /v1/covers/:hash/:size', {
    tag: 'catalogue',
    summary: 'A picture of a cover.',
    description,
    access: 'open',
    path: { hash, size },
    query: {},
    answers: {
      200: {
        description: 'The picture.',
        schema: Type.String({ format: 'binary' }),
        mediaType: 'image/webp',
        headers: { ETag: { type: 'string' }, 'Cache-Control': { type: 'string' } },
      },
      304: { description: 'The copy named by If-None-Match is the picture.' },
    },
    problems: ['not_found', 'cover_unavailable', 'snapshot_unavailable'],
    async handle({ path, request }): Promise<Answer> {
      const cover = (snapshots.current() ?? missing()).reader.covers.find(path.hash);
      if (cover === undefined) throw unknown();
      const etag = `"${path.hash}-${path.size}"`;
      const headers = { etag, 'cache-control': forEver };
      if (names(request.headers['if-none-match'], etag)) return { status: 304, headers };
      // Not the request's own signal: others may wait for the same picture.
      const bytes = await pictures.picture(cover, path.size, new AbortController().signal).catch(notNow);
      if (bytes === undefined) throw unknown();
      return { body: Readable.from([bytes]), headers: { ...headers, 'content-type': 'image/webp', 'content-length': bytes.length } };
    },
  });
}

function missing(): never {
  throw noSnapshot();
}

function notNow(error: unknown): never {
  const { message } = toFault(error);
  throw refusal('cover_unavailable', `the picture cannot be fetched now: ${message}`, { cause: error });
}

/** RFC 9110, section 13.1.2: weak comparison; `*` is any. */
function names(ifNoneMatch: string | undefined, etag: string): boolean {
  return ifNoneMatch?.split(',').some((one) => ['*', etag, `W/${etag}`].includes(one.trim())) ?? false;
}
