export { changedRows, goneRows } from './delta-rows.js';
export { packFile, unpackFile } from './pack-file.js';
export { applyDelta, makeDelta, packDelta } from './snapshot-delta.js';
export {
  applyTable,
  createDelta,
  type DeltaTable,
  deltaTables,
  noteDifferences,
  prepareToApply,
} from './table-delta.js';
