export type { Closable } from './reader-slot.js';
export { SnapshotFollower } from './snapshot-follower.js';
