import { type ConfigKeys, type Environment, readConfig } from '@catalogsync/runtime';
import { type PlatformAnswers, PlatformEmulator, type PlatformSong } from '@catalogsync/testkit';
import { named, type SourceDefinition } from '../../src/adapters/sources/source-definition.js';
import type { HeldSong, SourceUnderTest } from '../../src/core/sources/source-under-test.contract.js';
import { newClient, overHttp } from './held-songs.js';

/** What an emulated platform holds for the conformance suite, in the form of its own ids. */
interface Holding {
  /** The ordinary one and the odd one. */
  readonly songs: readonly [HeldSong, HeldSong];
  readonly playlistIds: readonly string[];
  readonly chartIds: readonly string[];
  /** @param url of the emulator */
  readonly settings: (url: string) => Environment;
  readonly secrets: readonly string[];
  /** Paths of files. */
  readonly files: RegExp;
}

/** A source and its emulated platform; every list there has both songs. */
export async function onPlatform<K extends ConfigKeys>(
  definition: SourceDefinition<K>,
  answers: PlatformAnswers,
  { songs: [song, oddSong], playlistIds, chartIds, settings, secrets, files }: Holding,
): Promise<SourceUnderTest> {
  const songIds = [song.remoteId, oddSong.remoteId];
  const emulator = await PlatformEmulator.start(answers, {
    songs: [song, oddSong].map(offered),
    playlists: playlistIds.map((id) => ({ id, name: `Playlist ${id}`, songIds, updatedAt: new Date('2026-03-01T00:00:00Z') })),
    charts: chartIds.map((id) => ({ id, name: `Chart ${id}`, songIds, updatedAt: new Date('2026-03-01T00:00:00Z') })),
  });
  const http = newClient();
  const source = named(definition, definition.open(readConfig(definition.keys, settings(emulator.url)), { http }));
  return { source, song, oddSong, secrets, ...overHttp(emulator.server, http, files) };
}

const offered = ({ remoteId: id, title, artist, album, duration, ext, bytes }: HeldSong): PlatformSong => ({
  ...{ id, title, artists: [artist], album, durationMs: duration * 1000 },
  file: { ext, bytes },
});
