export { type KeyPurpose, keyPurposes } from './key-ring.js';
export {
  ensureKeyRing,
  keyRingFiles,
  listKeys,
  retirePreviousKeys,
  rotateKeyRing,
} from './key-ring-files.js';
export { createManifestSigner, createManifestVerifier, judgeSignature, type ManifestVerifier } from './manifest-signature.js';
export {
  createPlaybackSigner,
  createPlaybackVerifier,
  type PlaybackSigner,
  type PlaybackVerifier,
} from './playback-token.js';
export {
  isDue,
  listRpcCertificates,
  type MadeCertificate,
  makeRpcCertificates,
  type RpcCertificate,
} from './rpc-certificates.js';
