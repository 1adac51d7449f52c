/** What sources say of a song's release and recording, left out where unknown. */
export interface FurtherDetails {
  readonly composer?: string | undefined;
  /** All of them, as written: one text may name several. */
  readonly genres?: readonly string[] | undefined;
  readonly bpm?: number | undefined;
  /** False if the source says that it is not. */
  readonly explicit?: boolean | undefined;
  /** As much of YYYY-MM-DD as is known. */
  readonly releaseDate?: string | undefined;
  readonly albumKind?: AlbumKind | undefined;
  readonly musicBrainzRecordingId?: string | undefined;
  readonly musicBrainzReleaseId?: string | undefined;
  /** In the order of the credits. */
  readonly musicBrainzArtistIds?: readonly string[] | undefined;
  readonly replayGain?: ReplayGain | undefined;
  /** The source's own id of the album; for files, a name for the folder that they share. */
  readonly remoteAlbumId?: string | undefined;
  /** When it came to the library, in milliseconds since 1970. */
  readonly addedAt?: number | undefined;
  /** Changes whenever lyrics beside or inside the file do; left out if it has none. */
  readonly lyricsVersion?: string | undefined;
}

const albumKinds = ['album', 'single', 'ep', 'compilation', 'live', 'soundtrack'] as const;
export type AlbumKind = (typeof albumKinds)[number];

const kinds: ReadonlyArray<readonly [AlbumKind, RegExp]> = [
  ['soundtrack', /\bsoundtrack\b/i],
  ['live', /\blive\b/i],
  ['compilation', /\bcompilation\b/i],
  ['single', /\bsingle\b/i],
  ['ep', /\bep\b/i],
  ['album', /\balbum\b/i],
];

/** From the types of a release group as MusicBrainz, and taggers after it, name them: secondary ones say more. */
export function albumKindOf(types: readonly string[]): AlbumKind | undefined {
  const text = types.join(' ');
  return kinds.find(([, pattern]) => pattern.test(text))?.[0];
}

/** Gains in dB towards -18 LUFS, peaks as linear amplitude. */
export interface ReplayGain {
  readonly trackGain?: number | undefined;
  readonly trackPeak?: number | undefined;
  readonly albumGain?: number | undefined;
  readonly albumPeak?: number | undefined;
}

const most = { genres: 20, artists: 50, text: 1000, bpm: 1000, gain: 100, peak: 100 };
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Those that are known and possible; whatever a service claims, numbers are finite and texts of a sane length. */
export function furtherDetails(given: FurtherDetails): FurtherDetails {
  const found: { [K in keyof FurtherDetails]: FurtherDetails[K] } = {
    composer: textOf(given.composer),
    genres: listOf(given.genres, textOf, most.genres),
    bpm: within(given.bpm, 1, most.bpm),
    explicit: given.explicit,
    releaseDate: releaseDateOf(given.releaseDate),
    albumKind: albumKinds.find((kind) => kind === given.albumKind),
    musicBrainzRecordingId: mbidOf(given.musicBrainzRecordingId),
    musicBrainzReleaseId: mbidOf(given.musicBrainzReleaseId),
    musicBrainzArtistIds: listOf(given.musicBrainzArtistIds, mbidOf, most.artists),
    replayGain: replayGainOf(given.replayGain),
    remoteAlbumId: textOf(given.remoteAlbumId),
    addedAt: within(given.addedAt, 1, Number.MAX_SAFE_INTEGER),
    lyricsVersion: textOf(given.lyricsVersion),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

const names: Readonly<Record<keyof FurtherDetails, true>> = {
  ...{ composer: true, genres: true, bpm: true, explicit: true, releaseDate: true, albumKind: true },
  ...{ musicBrainzRecordingId: true, musicBrainzReleaseId: true, musicBrainzArtistIds: true, replayGain: true },
  ...{ remoteAlbumId: true, addedAt: true, lyricsVersion: true },
};

/** The other fields, in their order. */
export function withoutFurtherDetails<T extends object>(described: T): Omit<T, keyof FurtherDetails> {
  return Object.fromEntries(Object.entries(described).filter(([name]) => !Object.hasOwn(names, name))) as Omit<T, keyof FurtherDetails>;
}

/** As much of `YYYY-MM-DD` as the beginning of a text says; undefined for anything else, such as year 0. @internal for tests */
export function releaseDateOf(text: string | undefined): string | undefined {
  const [, year = '', month, day] = /^\s*(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)/.exec(text ?? '') ?? [];
  if (Number(year) < 1000) return undefined;
  const parts = [year];
  if (isPart(month, 12)) parts.push(month.padStart(2, '0'));
  if (parts.length === 2 && isPart(day, 31)) parts.push(day.padStart(2, '0'));
  return parts.join('-');
}

const isPart = (text: string | undefined, highest: number): text is string => Number(text) >= 1 && Number(text) <= highest;

/** The day of an instant, as people at that offset from UTC write it. */
export function dateAt(ms: number | undefined, offsetMs = 0): string | undefined {
  if (ms === undefined || !(ms > 0) || ms > 8e15) return undefined;
  return new Date(ms + offsetMs).toISOString().slice(0, 10);
}

function mbidOf(text: string | undefined): string | undefined {
  const id = (text ?? '').trim().toLowerCase();
  return uuid.test(id) ? id : undefined;
}

function textOf(text: string | undefined): string | undefined {
  return (
    (text ?? '')
      .slice(0, most.text)
      .replace(/\p{Surrogate}/gu, '\ufffd')
      .trim() || undefined
  );
}

function listOf(texts: readonly string[] | undefined, clean: (text: string) => string | undefined, length: number): string[] | undefined {
  const list = [...new Set((texts ?? []).flatMap((text) => clean(text) ?? []))].slice(0, length);
  return list.length === 0 ? undefined : list;
}

function within(value: number | undefined, least: number, highest: number): number | undefined {
  return value !== undefined && value >= least && value <= highest ? value : undefined;
}

function replayGainOf({ trackGain, trackPeak, albumGain, albumPeak }: ReplayGain = {}): ReplayGain | undefined {
  const gain = (value: number | undefined): number | undefined => within(value, -most.gain, most.gain);
  const peak = (value: number | undefined): number | undefined => within(value, 0, most.peak);
  const found = { trackGain: gain(trackGain), trackPeak: peak(trackPeak), albumGain: gain(albumGain), albumPeak: peak(albumPeak) };
  const known = Object.entries(found).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}
