import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';

/** Any member of a document may be a scalar or a list. */
const Words = Type.Union([Type.String(), Type.Number(), Type.Array(Type.Union([Type.String(), Type.Number()]))]);

export const searchShape = new JsonShape(
  Type.Object({
    response: Type.Object({
      numFound: Type.Optional(Type.Number()),
      docs: Type.Array(Type.Object({ identifier: Type.String(), title: Type.Optional(Words), item_size: Type.Optional(Type.Number()) })),
    }),
  }),
);

export const ItemFile = Type.Object({
  name: Type.String(),
  format: Type.Optional(Type.String()),
  source: Type.Optional(Type.String()),
  original: Type.Optional(Type.String()),
  title: Type.Optional(Words),
  creator: Type.Optional(Words),
  artist: Type.Optional(Words),
  album: Type.Optional(Words),
  track: Type.Optional(Words),
  length: Type.Optional(Words),
  size: Type.Optional(Words),
  bitrate: Type.Optional(Words),
  md5: Type.Optional(Type.String()),
  sha1: Type.Optional(Type.String()),
  private: Type.Optional(Type.Union([Type.String(), Type.Boolean()])),
});
export type ItemFile = Static<typeof ItemFile>;

/** An item that does not exist is answered with `{}` and status 200. */
export const itemShape = new JsonShape(
  Type.Object({
    is_dark: Type.Optional(Type.Boolean()),
    item_last_updated: Type.Optional(Type.Number()),
    item_size: Type.Optional(Type.Number()),
    files: Type.Optional(Type.Array(ItemFile)),
    metadata: Type.Optional(
      Type.Object({
        identifier: Type.String(),
        mediatype: Type.Optional(Words),
        title: Type.Optional(Words),
        description: Type.Optional(Words),
        creator: Type.Optional(Words),
        collection: Type.Optional(Words),
        date: Type.Optional(Words),
        licenseurl: Type.Optional(Words),
        'access-restricted-item': Type.Optional(Words),
      }),
    ),
  }),
);
export type Item = ReturnType<(typeof itemShape)['parse']>;

/** The first of what may be one or many; empty if there is none. */
export function firstOf(words: Static<typeof Words> | undefined): string {
  return String(Array.isArray(words) ? (words[0] ?? '') : (words ?? '')).trim();
}

export function allOf(words: Static<typeof Words> | undefined): string[] {
  return (Array.isArray(words) ? words : words === undefined ? [] : [words]).map(String);
}
