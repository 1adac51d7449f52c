export { type KeyPurpose, keyPurposes } from './key-ring.js';
export {
  addForeignKey,
  ensureKeyRing,
  keyRingFiles,
  listKeys,
  retirePreviousKeys,
  revokeForeignKey,
  rotateKeyRing,
} from './key-ring-files.js';
export { locked as lockedKeys } from './keys-lock.js';
export { createManifestSigner, createManifestVerifier, judgeSignature, type ManifestVerifier } from './manifest-signature.js';
export { type MetadataKey, readMetadataKeys } from './metadata-key.js';
export { newPairingCode, readPairingCode } from './pairing-code.js';
export { maxPackageBytes, openPackage, type PairingPackage, sealPackage } from './pairing-package.js';
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
