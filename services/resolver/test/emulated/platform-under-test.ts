import { type PlatformAnswers, type PlatformCatalogue, PlatformEmulator, type PlatformSong } from '@catalogsync/testkit';
import type { OpenedSource } from '../../src/adapters/sources/source-definition.js';
import { named } from '../../src/adapters/sources/source-definition.js';
import type { HeldSong, SourceUnderTest } from '../../src/core/sources/source-under-test.contract.js';
import { held, newClient, overHttp } from './held-songs.js';

/** A platform and the source that asks it. */
export interface PlatformSource {
  readonly name: string;
  readonly answers: PlatformAnswers;
  /** Opens the source with the platform's address. */
  open(url: string, http: ReturnType<typeof newClient>): OpenedSource;
  /** In the platform's own form, different for each number. */
  idOf(number: number): string;
  /** Paths under which it gives files. */
  readonly files: RegExp;
  /** What of a song's id the platform's address of its file, and its lists, name it by; the whole id if left out. */
  readonly secrets?: readonly string[];
}

export interface PlatformUnderTest extends SourceUnderTest {
  readonly emulator: PlatformEmulator;
}

/** What tests of platforms find there: songs 1 to 6, two playlists, two charts. */
export function usualCatalogue(idOf: (number: number) => string, held: readonly HeldSong[] = []): PlatformCatalogue {
  const songs = [1, 2, 3, 4, 5, 6].map((number): PlatformSong => {
    const { title = `Title ${number}`, artist = 'Low Tide Collective', album = 'Breakwater', bytes } = held[number - 1] ?? {};
    const file = bytes && { ext: 'mp3', bytes };
    return { id: idOf(number), title, artists: [artist], album, durationMs: 215_000, ...(file && { file }) };
  });
  const ids = songs.map(({ id }) => id);
  return {
    songs,
    playlists: [
      { id: '300001', name: '海边', songIds: ids },
      { id: '300002', name: 'Night & Day', songIds: ids.slice(0, 2) },
    ],
    charts: [
      { id: '16', name: 'Hot', group: 'Official', songIds: ids.slice(0, 3) },
      { id: '17', name: 'New', group: 'Official', songIds: ids.slice(2) },
    ],
  };
}

/** The source over an emulator that holds the usual catalogue. */
export async function startPlatform({ name, answers, open, idOf, files, secrets = [] }: PlatformSource): Promise<PlatformUnderTest> {
  const song = { ...held(idOf(1), 'Harbour Lights', 1), ext: 'mp3' };
  const oddSong = { ...held(idOf(2), '../..\\"$(x)`;?#%00&amp;\' Ferry', 2), ext: 'mp3' };
  const emulator = await PlatformEmulator.start(answers, usualCatalogue(idOf, [song, oddSong]));
  const http = newClient();
  const source = named({ name }, open(emulator.url, http));
  return { source, song, oddSong, secrets, emulator, ...overHttp(emulator.server, http, files) };
}
