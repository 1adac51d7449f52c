export { isSnapshotId, type Manifest, parseManifest, printManifest, SCHEMA_VERSION, snapshotId } from './manifest.js';
export { readIndices, readTables } from './read-schema.js';
export { type FillSearchOptions, fillSearchTables, type SearchDatabase, type SearchStatement } from './search/fill-search.js';
export { searchTables } from './search/search-tables.js';
export {
  type JudgedManifest,
  judgeContents,
  judgeDatabase,
  judgeManifest,
  type SignatureVerdict,
  type TrustedState,
} from './trust.js';
