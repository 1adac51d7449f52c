export { followedPublication } from './followed-publication.js';
export { followerMetrics } from './follower-metrics.js';
export { publicationAccess } from './publication-access.js';
export type { Closable } from './reader-slot.js';
export { SnapshotFollower } from './snapshot-follower.js';
export { publicationStore } from './source-of.js';
