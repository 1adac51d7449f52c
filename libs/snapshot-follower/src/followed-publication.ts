import type { SnapshotFollowerOptions } from './follower-options.js';
import type { Closable } from './reader-slot.js';

/** The settings of every service that follows. */
interface FollowedSettings {
  readonly SNAPSHOT_SOURCE: string;
  readonly SNAPSHOT_SOURCE_TOKEN: string;
  readonly SNAPSHOT_S3_KEYS: string;
  readonly SNAPSHOT_ROOT: string;
  readonly SNAPSHOT_TRUSTED_KEYS: string;
}

/** What is followed, as the settings say. */
export function followedPublication(
  settings: FollowedSettings,
  part: 'catalogue' | 'origin' = 'catalogue',
): SnapshotFollowerOptions<Closable>['publication'] {
  return {
    source: settings.SNAPSHOT_SOURCE,
    token: settings.SNAPSHOT_SOURCE_TOKEN,
    accessKeys: settings.SNAPSHOT_S3_KEYS,
    rootFile: settings.SNAPSHOT_ROOT,
    trustedKeys: settings.SNAPSHOT_TRUSTED_KEYS,
    part,
  };
}
