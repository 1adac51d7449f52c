import type { HttpClient } from '@catalogsync/outbound-http';
import { type ConfigKeys, type Environment, readConfig } from '@catalogsync/runtime';
import { type PlatformAnswers, type PlatformCatalogue, PlatformEmulator, type PlatformSong } from '@catalogsync/testkit';
import { named, type SourceDefinition } from '../../src/adapters/sources/source-definition.js';
import type { Source } from '../../src/core/sources/source.js';
import type { HeldSong, SourceUnderTest } from '../../src/core/sources/source-under-test.contract.js';
import { held, newClient, overHttp } from './held-songs.js';

/** What is asked of a platform. */
export type Question = 'a search' | 'a song' | 'charts' | 'a chart' | 'playlists' | 'a playlist' | 'a file';

/** An emulated platform and the source that asks it, as a user sets it up. */
export interface Platform {
  readonly name: string;
  readonly answers: () => PlatformAnswers;
  /** @param url of the emulator */
  readonly open: (url: string, http: HttpClient) => Source;
  /** Ids of songs in the platform's own form, different for each number. */
  readonly idOf: (number: number) => string;
  /** The song with an id or a title that is hard to handle. */
  readonly odd?: { readonly id?: string; readonly title?: string };
  readonly ext?: string;
  /** Ids of playlists that the source lists. */
  readonly playlists: readonly [string, string];
  readonly charts?: readonly { readonly id: string; readonly group?: string }[];
  /** The id of the first chart as the source says it. */
  readonly chart?: string;
  readonly secrets?: readonly string[];
  /** Paths of files. */
  readonly files?: RegExp;
  readonly troubles: PlatformTroubles;
}

/** What a platform does when it is not as usual. */
interface PlatformTroubles {
  /** What the hint at a log-in wall tells to set or check. */
  readonly hint: RegExp;
  /** Songs that fill more than one page of a playlist. */
  readonly manySongs: number;
  /** Lists whose total it says. */
  readonly totals: readonly ('a chart' | 'a playlist')[];
  /** Answers without parts that could be renamed. */
  readonly plain?: readonly Question[];
  /** Its source fetches none. */
  readonly noFiles?: true;
  /** Its lists cannot hold a song twice. */
  readonly noRepeats?: true;
  /** Only a date or a count shows that a list has changed. */
  readonly dated?: true;
}

/** Opens a source with these settings. */
export const opening =
  <K extends ConfigKeys>(definition: SourceDefinition<K>, settings: (url: string) => Environment): Platform['open'] =>
  (url, http) =>
    named(definition, definition.open(readConfig(definition.keys, { ...quickly(definition), ...settings(url) }), { http }));

/** A pace that no test waits for, where the source has one. */
export function quickly({ name, keys }: { readonly name: string; readonly keys: ConfigKeys }): Environment {
  const key = `${name.toUpperCase()}_REQUESTS_PER_SECOND`;
  return key in keys ? { [key]: '50' } : {};
}

const updatedAt = new Date('2026-03-01T00:00:00Z');

/**
 * These songs: all of them and the first one again in the first playlist, the first in the second, the first forty in every chart.
 */
export function catalogueOf({ playlists: [first, second], charts = [] }: Platform, songs: PlatformSong[]): PlatformCatalogue {
  const ids = songs.map(({ id }) => id);
  return {
    songs,
    playlists: [
      { id: first, name: '海边', songIds: [...ids, ...ids.slice(0, 1)], updatedAt },
      { id: second, name: 'Night & Day', songIds: ids.slice(0, 1), updatedAt },
    ],
    charts: charts.map((chart) => ({ name: `Chart ${chart.id}`, songIds: ids.slice(0, 40), updatedAt, ...chart })),
  };
}

/** A song to be found, and others. */
export function songsOn({ idOf, ext = 'mp3' }: Platform, count: number): PlatformSong[] {
  return Array.from({ length: count }, (_, at) => ({
    ...{ id: idOf(at + 1), title: at === 0 ? 'Harbour Lights' : `Song ${at + 1}`, artists: ['Low Tide Collective'], album: 'Breakwater' },
    ...{ durationMs: 215_000, file: { ext, bytes: Buffer.from(`sound of ${at + 1}`) } },
  }));
}

/** The source over an emulator with the two songs of the conformance suite. */
export async function startPlatform(platform: Platform): Promise<SourceUnderTest> {
  const { idOf, ext = 'mp3', odd = {}, secrets = [], files, answers, open } = platform;
  const song = { ...held(idOf(1), 'Harbour Lights', 31), ext };
  const oddSong = { ...held(odd.id ?? idOf(2), odd.title ?? '..\\"$(x)`;?#%00&\' <Night> Ferry', 32), ext };
  const emulator = await PlatformEmulator.start(answers(), catalogueOf(platform, [song, oddSong].map(offered)));
  const http = newClient();
  return { source: open(emulator.url, http), song, oddSong, secrets, ...overHttp(emulator.server, http, files) };
}

const offered = ({ remoteId: id, title, artist, album, duration, ext, bytes }: HeldSong): PlatformSong => ({
  ...{ id, title, artists: [artist], album, durationMs: duration * 1000 },
  file: { ext, bytes },
});
