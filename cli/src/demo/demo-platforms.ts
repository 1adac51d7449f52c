import {
  deezerAnswers,
  EmulatedServer,
  type EmulatedSong,
  jamendoAnswers,
  neteaseAnswers,
  type PlatformAnswers,
  PlatformEmulator,
  type PlatformFile,
  qqAnswers,
  SubsonicEmulator,
} from '@catalogsync/testkit';
import { counted } from '../report/counted.js';
import { coverPicture } from './cover-picture.js';
import { type DemoPlatform, demoCatalogue, handedOut } from './demo-catalogues.js';
import { flacFile } from './flac-file.js';
import { type DemoSong, demoLyrics, demoSongs } from './repertoire.js';
import { tune } from './tune.js';

/** Any word: the emulator knows it as valid. */
const clientId = 'demo';

const answers: Readonly<Record<DemoPlatform, PlatformAnswers>> = {
  netease: neteaseAnswers,
  qq: qqAnswers,
  deezer: deezerAnswers(),
  jamendo: jamendoAnswers(clientId),
};

/** A song whose file on the first platform is cut off in the middle: another source has to help. */
const isDamaged = ({ number }: DemoSong): boolean => number % 40 === 0;

/** The platforms of the demo and a music server at home, each on a port of its own. */
export class DemoPlatforms {
  private constructor(
    private readonly platforms: Readonly<Record<DemoPlatform, PlatformEmulator>>,
    private readonly server: SubsonicEmulator,
    private readonly covers: EmulatedServer,
  ) {}

  static async start(): Promise<DemoPlatforms> {
    const songs = demoSongs();
    const covers = await EmulatedServer.start(({ path }) => coverAnswer(path));
    const sounds = new Map(songs.map((song) => [song.number, flacFile(tune(song.number, song.durationMs))]));
    const soundOf = ({ number }: DemoSong): Buffer => sounds.get(number) ?? Buffer.alloc(0);
    const files = {
      coverUrlOf: (song: DemoSong) => `${covers.url}/${song.albumNumber}.png`,
      fileOf: (song: DemoSong) => fileOf(song, soundOf),
    };
    const started = Object.entries(answers).map(
      async ([name, given]) => [name, await PlatformEmulator.start(given, demoCatalogue(name as DemoPlatform, songs, files))] as const,
    );
    const platforms = Object.fromEntries(await Promise.all(started)) as Record<DemoPlatform, PlatformEmulator>;
    const server = await SubsonicEmulator.start(
      songs.filter((song) => !handedOut(song) || isDamaged(song)).map((song) => serverSong(song, soundOf)),
    );
    return new DemoPlatforms(platforms, server, covers);
  }

  /** Settings of a home that uses them and nothing else. */
  get settings(): Readonly<Record<string, string>> {
    const { netease, qq, deezer, jamendo } = this.platforms;
    const { user, password } = this.server.state;
    return {
      NETEASE_ENABLED: 'yes',
      NETEASE_URL: netease.url,
      NETEASE_REQUESTS_PER_SECOND: '50',
      QQ_ENABLED: 'yes',
      QQ_URL: qq.url,
      QQ_REQUESTS_PER_SECOND: '50',
      DEEZER_ENABLED: 'yes',
      DEEZER_URL: deezer.url,
      JAMENDO_CLIENT_ID: clientId,
      JAMENDO_REQUESTS_PER_SECOND: '50',
      JAMENDO_URL: `${jamendo.url}/v3.0`,
      JAMENDO_PLAYLISTS: jamendo.catalogue.playlists.map(({ id }) => id).join(','),
      SUBSONIC_URL: this.server.server.url,
      SUBSONIC_USER: user,
      SUBSONIC_PASSWORD: password,
      OUTBOUND_PRIVATE_HOSTS: '127.0.0.1',
    };
  }

  /** As sources. */
  get names(): readonly string[] {
    return [...Object.keys(this.platforms), 'subsonic'];
  }

  /** What there is to collect and to download, a line for each source. */
  get lines(): string[] {
    const platforms = Object.entries(this.platforms).map(([name, { catalogue }]) => {
      const files = catalogue.songs.filter(({ file }) => file !== undefined).length;
      const lists = `${counted(catalogue.charts.length, 'chart')}, ${counted(catalogue.playlists.length, 'playlist')}`;
      return `  ${name.padEnd(9)} ${lists}, ${catalogue.songs.length} songs, ${files === 0 ? 'no files' : `${files} of them to download`}`;
    });
    return [...platforms, `  ${'subsonic'.padEnd(9)} a music server at home with ${this.server.state.songs.length} songs`];
  }

  async stop(): Promise<void> {
    const servers = Object.values(this.platforms).map(({ server }) => server);
    await Promise.all([...servers, this.server.server, this.covers].map((server) => server.stop()));
  }
}

function coverAnswer(path: string): { headers: Record<string, string>; body: Buffer } | undefined {
  const album = /^\/(\d+)\.png$/.exec(path)?.[1];
  return album === undefined ? undefined : { headers: { 'content-type': 'image/png' }, body: coverPicture(Number(album)) };
}

function fileOf(song: DemoSong, soundOf: (song: DemoSong) => Buffer): PlatformFile {
  const bytes = soundOf(song);
  return { ext: 'flac', bytes: isDamaged(song) ? bytes.subarray(0, bytes.length / 2) : bytes };
}

function serverSong(song: DemoSong, soundOf: (song: DemoSong) => Buffer): EmulatedSong {
  const { number, title, artist, album, albumNumber, durationMs } = song;
  return {
    id: `song-${number}`,
    title,
    artist,
    album,
    duration: durationMs / 1000,
    suffix: 'flac',
    bytes: soundOf(song),
    lyrics: demoLyrics(song),
    cover: coverPicture(albumNumber),
  };
}
