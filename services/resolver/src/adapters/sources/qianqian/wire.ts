import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';
import { maybe, NumberOrText } from '../service-values.js';

const File = Type.Object({ size: maybe(NumberOrText), format: maybe(Type.String()) });

const Song = Type.Object({
  TSID: maybe(NumberOrText),
  id: maybe(NumberOrText),
  assetId: maybe(NumberOrText),
  title: maybe(Type.String()),
  artist: maybe(Type.Array(Type.Object({ artistCode: maybe(NumberOrText), name: Type.String() }))),
  albumTitle: maybe(Type.String()),
  albumAssetCode: maybe(NumberOrText),
  duration: maybe(NumberOrText),
  pic: maybe(Type.String()),
  isVip: maybe(NumberOrText),
  isPaid: maybe(NumberOrText),
  isrc: maybe(Type.String()),
  genre: maybe(Type.String()),
  releaseDate: maybe(Type.String()),
  rateFileInfo: maybe(Type.Record(Type.String(), File)),
});
export type Song = Static<typeof Song>;

/** Without results, `typeTrack` is null. */
export const searchShape = new JsonShape(
  Type.Object({ data: Type.Object({ total: maybe(NumberOrText), typeTrack: maybe(Type.Array(Song)) }) }),
);

export const chartMenuShape = new JsonShape(
  Type.Object({ data: Type.Array(Type.Object({ bdid: NumberOrText, title: Type.String(), pic: maybe(Type.String()) })) }),
);

/** Past its last page, `result` may be null. */
export const chartShape = new JsonShape(
  Type.Object({
    data: Type.Object({
      title: maybe(Type.String()),
      pic: maybe(Type.String()),
      total: maybe(NumberOrText),
      result: maybe(Type.Array(Song)),
    }),
  }),
);

export const playlistsShape = new JsonShape(
  Type.Object({ data: Type.Object({ total: maybe(NumberOrText), result: maybe(Type.Array(Type.Object({ id: NumberOrText }))) }) }),
);

/** Past its last page, `trackList` may be null. */
export const playlistShape = new JsonShape(
  Type.Object({
    data: Type.Object({
      title: maybe(Type.String()),
      desc: maybe(Type.String()),
      pic: maybe(Type.String()),
      trackCount: maybe(NumberOrText),
      trackList: maybe(Type.Array(Song)),
    }),
  }),
);

/** The song with its file's address, or only that of a clip. */
export const linkShape = new JsonShape(
  Type.Object({
    data: Type.Object({
      ...Song.properties,
      path: maybe(Type.String()),
      format: maybe(Type.String()),
      rate: maybe(NumberOrText),
      size: maybe(NumberOrText),
      trail_audio_info: maybe(Type.Object({})),
    }),
  }),
);
export type SongLink = ReturnType<(typeof linkShape)['parse']>['data'];
