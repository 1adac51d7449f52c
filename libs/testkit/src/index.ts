export { type AudioFixture, audioBytes, type FixtureTags, silentWav, writeAudio } from './audio.js';
export { ArchiveEmulator, type EmulatedItem } from './emulators/archive-emulator.js';
export {
  type EmulatedAnswer,
  type EmulatedFault,
  type EmulatedHandler,
  type EmulatedRequest,
  EmulatedServer,
  emulatedFaults,
} from './emulators/emulated-server.js';
export { type EmulatedAlbum, LidarrEmulator } from './emulators/lidarr-emulator.js';
export { type EmulatedPeer, SlskdEmulator } from './emulators/slskd-emulator.js';
export { type EmulatedSong, SubsonicEmulator, type SubsonicState } from './emulators/subsonic-emulator.js';
export { type EmulatedUpload, YtDlpEmulator, type YtDlpFault } from './emulators/yt-dlp-emulator.js';
export { requireProgram } from './programs.js';
export { Publication, type PublishOptions } from './publication.js';
export { type Supysonic, startSupysonic } from './supysonic.js';
export { until } from './until.js';
