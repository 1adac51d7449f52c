export { type KeyPurpose, type KeyState, keyPurposes } from './key-ring.js';
export {
  createKeyRing,
  ensureKeyRing,
  type KeyRingFiles,
  keyRingFiles,
  type ListedKey,
  listKeys,
  retirePreviousKeys,
  rotateKeyRing,
} from './key-ring-files.js';
export { createManifestSigner, createManifestVerifier, type ManifestSigner, type ManifestVerifier } from './manifest-signature.js';
export {
  createPlaybackSigner,
  createPlaybackVerifier,
  type PlaybackGrant,
  type PlaybackSigner,
  type PlaybackVerifier,
} from './playback-token.js';
