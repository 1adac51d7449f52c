import { JsonShape } from '@catalogsync/outbound-http';
import { type Static, Type } from 'typebox';
import { maybe, NumberOrText } from '../service-values.js';

const PayInfo = Type.Object({ listen_fragment: maybe(NumberOrText), cannotOnlinePlay: maybe(NumberOrText) });

/** A row of a search. */
const FoundSong = Type.Object({
  MUSICRID: Type.String(),
  SONGNAME: Type.String(),
  SUBTITLE: maybe(Type.String()),
  ARTIST: maybe(Type.String()),
  ARTISTID: maybe(NumberOrText),
  ALBUM: maybe(Type.String()),
  ALBUMID: maybe(NumberOrText),
  DURATION: maybe(NumberOrText),
  web_albumpic_short: maybe(Type.String()),
  MINFO: maybe(Type.String()),
  N_MINFO: maybe(Type.String()),
  payInfo: maybe(PayInfo),
});
export type FoundSong = Static<typeof FoundSong>;

/** Searches begin at page 0. Without `mobi=1` the service answers in single quotes, which is not JSON. */
export const searchShape = new JsonShape(Type.Object({ TOTAL: maybe(NumberOrText), abslist: Type.Array(FoundSong) }));

/** A row of a chart or playlist. */
const ListedSong = Type.Object({
  id: NumberOrText,
  name: Type.String(),
  artist: maybe(Type.String()),
  artistid: maybe(NumberOrText),
  album: maybe(Type.String()),
  albumid: maybe(NumberOrText),
  duration: maybe(NumberOrText),
  web_albumpic_short: maybe(Type.String()),
  MINFO: maybe(Type.String()),
  N_MINFO: maybe(Type.String()),
  payInfo: maybe(PayInfo),
});
export type ListedSong = Static<typeof ListedSong>;

export const chartShape = new JsonShape(
  Type.Object({
    name: maybe(Type.String()),
    info: maybe(Type.String()),
    pic: maybe(Type.String()),
    num: maybe(NumberOrText),
    pub: maybe(Type.String()),
    musiclist: Type.Array(ListedSong),
  }),
);

export const playlistShape = new JsonShape(
  Type.Object({
    result: Type.String(),
    title: maybe(Type.String()),
    info: maybe(Type.String()),
    pic: maybe(Type.String()),
    playnum: maybe(NumberOrText),
    total: maybe(NumberOrText),
    musiclist: Type.Array(ListedSong),
  }),
);

/** The song of a page of the site. */
const SiteSong = Type.Object({
  rid: NumberOrText,
  name: Type.String(),
  artist: maybe(Type.String()),
  artistid: maybe(NumberOrText),
  album: maybe(Type.String()),
  albumid: maybe(NumberOrText),
  duration: maybe(NumberOrText),
  track: maybe(NumberOrText),
  releaseDate: maybe(Type.String()),
  pic: maybe(Type.String()),
  albumpic: maybe(Type.String()),
  payInfo: maybe(PayInfo),
});
export type SiteSong = Static<typeof SiteSong>;

export const songShape = new JsonShape(Type.Object({ data: SiteSong }));

export const chartMenuShape = new JsonShape(
  Type.Object({
    data: Type.Array(
      Type.Object({
        name: maybe(Type.String()),
        list: Type.Array(Type.Object({ sourceid: NumberOrText, name: Type.String(), pic: maybe(Type.String()) })),
      }),
    ),
  }),
);

export const recommendedShape = new JsonShape(Type.Object({ data: Type.Object({ data: Type.Array(Type.Object({ id: NumberOrText })) }) }));
