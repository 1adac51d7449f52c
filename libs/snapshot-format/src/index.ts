export { type Manifest, SCHEMA_VERSION } from './manifest.js';
export { readIndices, readTables } from './read-schema.js';
