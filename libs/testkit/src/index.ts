export { type AudioFixture, audioBytes, type FixtureTags, silentWav, writeAudio } from './audio.js';
export { requireProgram } from './programs.js';
export { Publication, type PublishOptions } from './publication.js';
