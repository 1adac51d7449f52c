export type { ObjectStore, UnfinishedUpload } from './object-store.js';
export { S3ObjectStore } from './s3/s3-object-store.js';
export {
  type AccessKeys,
  type ChecksumMode,
  defaultRegion,
  parseAccessKeys,
  parseS3Address,
} from './s3-address.js';
export { TransferLimits } from './transfer-limits.js';
