export { audioBytes, type FixtureTags, silentWav, writeAudio } from './audio.js';
export type { EmulatedAnswer, EmulatedRequest } from './emulated-answer.js';
export type { EmulatedFault } from './emulated-fault.js';
export { EmulatedServer } from './emulated-server.js';
export { freePort } from './free-port.js';
export { JellyfinEmulator } from './jellyfin/jellyfin-emulator.js';
export type { JellyfinSong, JellyfinVersion } from './jellyfin/jellyfin-state.js';
export { joinedHosts, mayMakeHosts, type NetworkHost } from './network-namespaces.js';
export { openFiles } from './open-files.js';
export { OpenApiChecker } from './openapi/openapi-checker.js';
export { type ArchiveItem, archiveAnswers } from './platforms/archive.js';
export { deezerAnswers } from './platforms/deezer.js';
export { hifiAnswers, hifiState } from './platforms/hifi.js';
export { jamendoAnswers } from './platforms/jamendo.js';
export { kuwoAnswers } from './platforms/kuwo.js';
export { listenBrainzAnswers, listenBrainzState } from './platforms/listenbrainz.js';
export { miguAnswers } from './platforms/migu.js';
export { musicBrainzAnswers, musicBrainzState } from './platforms/musicbrainz.js';
export { neteaseAnswers } from './platforms/netease.js';
export type {
  PlatformCatalogue,
  PlatformFile,
  PlatformList,
  PlatformSong,
} from './platforms/platform-catalogue.js';
export { type PlatformAnswers, PlatformEmulator } from './platforms/platform-emulator.js';
export { qianqianAnswers, qianqianSecret } from './platforms/qianqian.js';
export { qobuzAnswers, qobuzCaller } from './platforms/qobuz.js';
export { qqAnswers } from './platforms/qq.js';
export { tidalAnswers, tidalState } from './platforms/tidal.js';
export { PlexEmulator } from './plex/plex-emulator.js';
export type { PlexSong } from './plex/plex-state.js';
export { requireProgram } from './programs.js';
export { completeReadModel, Publication } from './publication.js';
export { publicationAttacks } from './publication-attacks.js';
export { seededRandom } from './seeded-random.js';
export { SubsonicEmulator } from './subsonic/subsonic-emulator.js';
export type { EmulatedSong } from './subsonic/subsonic-state.js';
export { type Supysonic, startSupysonic } from './subsonic/supysonic.js';
export { readSystemCalls, type SystemCall, straceOptions } from './system-calls.js';
export { TroubledSources } from './troubled-sources.js';
export { until } from './until.js';
