export { type AudioFixture, audioBytes, type FixtureTags, silentWav, writeAudio } from './audio.js';
export {
  type EmulatedAnswer,
  type EmulatedFault,
  type EmulatedHandler,
  type EmulatedRequest,
  EmulatedServer,
  emulatedFaults,
} from './emulated-server.js';
export { requireProgram } from './programs.js';
export { Publication, type PublishOptions } from './publication.js';
export { type EmulatedSong, SubsonicEmulator, type SubsonicState } from './subsonic-emulator.js';
export { type Supysonic, startSupysonic } from './supysonic.js';
export { until } from './until.js';
