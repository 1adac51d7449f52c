export { isSnapshotId, type Manifest, parseManifest, printManifest, SCHEMA_VERSION, snapshotId } from './manifest.js';
export { readIndices, readTables } from './read-schema.js';
export {
  type JudgedManifest,
  judgeContents,
  judgeDatabase,
  judgeManifest,
  type SignatureVerdict,
  type TrustedState,
} from './trust.js';
