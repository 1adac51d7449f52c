export {
  type CoverSize,
  coverFileName,
  coverFilePattern,
  coverPath,
  coverSizes,
  coversFolderName,
  fittedSize,
  maxCoverFileBytes,
  webpSize,
} from './cover-files.js';
export { DocumentBytes } from './documents/document-bytes.js';
export { DocumentPart } from './documents/document-part.js';
export { type CoverRow, coverJson, DocumentReader } from './documents/document-reader.js';
export { coverCode, documentForm, instantCode, markedPlatforms, packDocument } from './documents/phrases.js';
export { deliveryOf, type FileLocation, presignedType, qualityOf, type TrackFile, trackFiles } from './documents/track-files.js';
export { parseMetadata, readTrackMetadata, singerNames, trackMetadataOf } from './documents/track-metadata.js';
export { packIds, unpackIds } from './id-list.js';
export {
  databaseName,
  isSnapshotId,
  type Manifest,
  manifestName,
  maxManifestBytes,
  maxSignatureBytes,
  ofOriginFile,
  originDatabaseName,
  parseManifest,
  printManifest,
  SCHEMA_VERSION,
  signatureName,
  snapshotId,
} from './manifest.js';
export {
  deltaBase,
  deltaName,
  manifestSequence,
  metadataFolderName,
  packedDatabaseName,
  packedOriginName,
  snapshotsFolderName,
} from './publication-names.js';
export {
  aliasTable,
  CREDITED_ELSEWHERE,
  originTables,
  READ_MODEL_REVISION,
  readIndices,
  readTables,
  tablesOfVersion2,
} from './read-schema.js';
export { nameKey, ownerKeys, ownerNames } from './search/entry-keys.js';
export { fillSearchTables } from './search/fill-search.js';
export type { IdStream } from './search/id-stream.js';
export { alikePlan, joinedPlan } from './search/joined-plan.js';
export { type LooseForms, looseForms, wholeSound } from './search/loose-forms.js';
export { beginningPlan, hasPieces, mayBePieces, nearPlan, piecesPlan, soundPlan, wholeSoundPlan } from './search/loose-plan.js';
export { isOneEdit, mayBeMisspelt, wordToken } from './search/near-words.js';
export { exactPlan, homophonePlan, isSpelling, pinyinPlan, type QueryPlan, startPlan, textPlan } from './search/query-plan.js';
export { SearchLayers, type SegmentRow } from './search/search-layers.js';
export {
  entryPlayable,
  entryTexts,
  nearSource,
  type SearchSource,
  searchPreparation,
  searchSources,
  searchTables,
} from './search/search-tables.js';
export { LONGEST_WORD_PREFIX, playableToken, TokenField } from './search/tokens.js';
export {
  judgeContents,
  judgeDatabase,
  judgeManifest,
  judgeSize,
  type TrustedState,
} from './trust.js';
