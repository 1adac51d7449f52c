export { publicationAccess } from './publication-access.js';
export type { Closable } from './reader-slot.js';
export { SnapshotFollower } from './snapshot-follower.js';
