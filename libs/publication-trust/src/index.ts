export {
  manifestOfTarget,
  manifestPath,
  type PublicationTarget,
} from './publication-targets.js';
export { type PublicationAlarm, publicationAlarms, RefusedPublication } from './refused-publication.js';
export { nextRoot, readRoot, rootDocument, termOf } from './root-document.js';
export {
  ensurePublicationRoot,
  type PublicationKeys,
  type RootVersion,
  readRoots,
  rootFiles,
  rotateOnlineKey,
  rotateRootKey,
  takeRootKeyAway,
} from './root-files.js';
export {
  type PublishedMetadata,
  resignTimestamp,
  type SignatureTerms,
  type SignedFile,
  type SignedPublication,
  signPublication,
} from './sign-publication.js';
export {
  keptPublication,
  type MetadataSource,
  maxBytesOf,
  type PublicationUpdate,
  type TrustedMetadata,
  type TrustedPublication,
  updatePublication,
} from './update-publication.js';
