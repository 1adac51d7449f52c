export { audioBytes, type FixtureTags, silentWav, writeAudio } from './audio.js';
export {
  type EmulatedAnswer,
  type EmulatedFault,
  type EmulatedPace,
  type EmulatedRequest,
  EmulatedServer,
} from './emulated-server.js';
export { freePort } from './free-port.js';
export { openFiles } from './open-files.js';
export { type ArchiveItem, archivePlatform } from './platforms/archive-platform.js';
export { jamendoPlatform } from './platforms/jamendo-platform.js';
export { listenBrainzPlatform, listenBrainzState } from './platforms/listenbrainz-platform.js';
export { musicBrainzPlatform, musicBrainzState } from './platforms/musicbrainz-platform.js';
export {
  emptyCatalogue,
  type PlatformCatalogue,
  type PlatformFile,
  type PlatformList,
  type PlatformSong,
  pageOf,
  searchSongs,
  songsOf,
} from './platforms/platform-catalogue.js';
export { type PlatformAnswers, PlatformEmulator, type PlatformKnobs } from './platforms/platform-emulator.js';
export { requireProgram } from './programs.js';
export { Publication } from './publication.js';
export { seededRandom } from './seeded-random.js';
export { type EmulatedSong, SubsonicEmulator } from './subsonic-emulator.js';
export { type Supysonic, startSupysonic } from './supysonic.js';
export { readSystemCalls, type SystemCall, straceOptions } from './system-calls.js';
export { TroubledSources } from './troubled-sources.js';
export { until } from './until.js';
