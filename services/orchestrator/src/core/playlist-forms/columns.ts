/** What a column of a table says about songs. */
export type Column =
  | 'name'
  | 'singers'
  | 'album'
  | 'milliseconds'
  | 'length'
  | 'isrc'
  | 'uri'
  | 'artistIds'
  | 'coverUrl'
  | 'listName'
  | 'type';

/** Headers in the form of `folded`. Order within a line is order of choice. */
const headers: Readonly<Record<Column, readonly string[]>> = {
  name: [
    'trackname',
    'songtitle',
    'songname',
    'title',
    'name',
    'song',
    'track',
    '歌名',
    '歌曲',
    '歌曲名',
    '歌曲名称',
    '曲名',
    '标题',
    '標題',
  ],
  singers: [
    'artistname(s)',
    'artistname',
    'artistnames',
    'artistname1',
    'artist',
    'artists',
    'singer',
    'singers',
    'creator',
    '歌手',
    '艺术家',
    '藝術家',
    '演唱',
    '演唱者',
    'アーティスト',
    'アーティスト名',
  ],
  album: ['albumname', 'albumtitle', 'album', '专辑', '專輯', '专辑名', 'アルバム', 'アルバム名'],
  milliseconds: ['trackduration(ms)', 'duration(ms)', 'durationms'],
  length: ['duration', 'length', 'time', '时长', '時長', '时间', '時間', '長さ'],
  isrc: ['isrc'],
  uri: ['trackuri', 'spotifyuri', 'spotifyid', 'songurl', 'url', 'link', 'videoid'],
  artistIds: ['artistids'],
  coverUrl: ['albumimageurl'],
  listName: ['playlistname'],
  type: ['type'],
};

/** A header without case, blanks and byte order mark. */
export const folded = (header: string): string =>
  header
    .normalize('NFKC')
    .replace(/[\s\uFEFF]/g, '')
    .toLowerCase();

/** Which columns of a table are which, and from whom it is. */
export interface Columns {
  readonly at: ReadonlyMap<Column, number>;
  /** Further columns of artists, one name each. */
  readonly moreSingers: readonly number[];
  /** The column with ids of the service that the lists were taken from. */
  readonly ids: { readonly platform: string; readonly at: number } | undefined;
  readonly exporter: Exporter;
  readonly width: number;
}

/** Programs that write tables; `sheet` is any other. */
export type Exporter = 'exportify' | 'exportify.net' | 'exportify before 2020' | 'tunemymusic' | 'soundiiz' | 'youtube' | 'apple' | 'sheet';

/** Undefined if the cells are not the header of a table of songs. */
export function columnsOf(cells: readonly string[]): Columns | undefined {
  const names = cells.map(folded);
  const at = new Map<Column, number>();
  for (const [column, known] of Object.entries(headers) as [Column, readonly string[]][]) {
    const found = known.map((header) => names.indexOf(header)).find((index) => index >= 0);
    if (found !== undefined) at.set(column, found);
  }
  const idAt = names.findIndex((name) => /^[a-z]+-id$/.test(name));
  const ids = idAt < 0 ? undefined : { platform: names[idAt]?.slice(0, -3) ?? '', at: idAt };
  // A sentence may hold one of these words; two columns are no accident, and one is only with ids alone.
  const isTable = at.has('name') ? at.has('singers') || ids !== undefined || at.has('uri') : names[at.get('uri') ?? -1] === 'videoid';
  if (!isTable) return undefined;
  const moreSingers = names.flatMap((name, index) => (/^artistname[2-9]$/.test(name) ? [index] : []));
  return { at, moreSingers, ids, exporter: exporterOf(new Set(names)), width: cells.length };
}

function exporterOf(names: ReadonlySet<string>): Exporter {
  if (names.has('trackname') && names.has('artistname') && (names.has('playlistname') || names.has('type'))) return 'tunemymusic';
  if (names.has('artistids') || (names.has('trackuri') && !names.has('albumuri'))) return 'exportify.net';
  if (names.has('spotifyuri')) return 'exportify before 2020';
  if (names.has('trackuri') || names.has('spotifyid')) return 'exportify';
  if (names.has('videoid') || names.has('songurl')) return 'youtube';
  if (names.has('composer') && names.has('grouping')) return 'apple';
  if (names.has('title') && names.has('artist') && names.has('album') && names.has('isrc')) return 'soundiiz';
  return 'sheet';
}

/** Exportify in any language of its page: the columns stand in the same order. */
export function exportifyColumns(width: number): Columns {
  const order: [Column, number][] = [
    ['uri', 0],
    ['name', 1],
    ['singers', 3],
    ['album', 5],
    ['coverUrl', 9],
    ['milliseconds', 12],
    ['isrc', 16],
  ];
  const at = new Map(order.filter(([, index]) => index < width));
  return { at, moreSingers: [], ids: undefined, exporter: 'exportify', width };
}

/** YouTube Takeout in any language of the account: the first column holds the ids. */
export function videoColumns(width: number): Columns {
  return { at: new Map([['uri', 0]]), moreSingers: [], ids: undefined, exporter: 'youtube', width };
}
