export type { CurrentSnapshot, FollowerStatus, SnapshotFollowerOptions } from './follower-options.js';
export type { Closable } from './reader-slot.js';
export { SnapshotFollower } from './snapshot-follower.js';
