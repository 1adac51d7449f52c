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
export {
  databaseName,
  isSnapshotId,
  type Manifest,
  manifestName,
  maxManifestBytes,
  maxSignatureBytes,
  parseManifest,
  printManifest,
  SCHEMA_VERSION,
  signatureName,
  snapshotId,
} from './manifest.js';
export { aliasTable, CREDITED_ELSEWHERE, READ_MODEL_REVISION, readIndices, readTables } from './read-schema.js';
export { nameKey, ownerKeys } from './search/entry-keys.js';
export { fillSearchTables } from './search/fill-search.js';
export { allOf, anyOf, type IdStream } from './search/id-stream.js';
export { ListStream, type SearchSegment } from './search/list-stream.js';
export { PageDirectory } from './search/page-directory.js';
export { exactPlan, isSpelling, pinyinPlan, type QueryPlan, startPlan, textPlan } from './search/query-plan.js';
export { entryPlayable, entryTexts, type SearchSource, searchSources, searchTables } from './search/search-tables.js';
export { playableToken, TokenField } from './search/tokens.js';
export {
  judgeContents,
  judgeDatabase,
  judgeManifest,
  judgeSize,
  type TrustedState,
} from './trust.js';
