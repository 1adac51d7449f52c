import type { NewItem } from '@catalogsync/job-engine';
import { textOfReference } from './playlist-scope.js';
import type { LeftOut } from './scope-opener.js';

/** A playlist of a scope that cannot be used: its item fails with the reason, and can be retried. */
export function itemLeftOut({ reference }: LeftOut, type: string): NewItem {
  const { platform, remoteId, url } = reference;
  const payload = { platform, remote_id: remoteId, url };
  return { type, key: `reference:${platform}/${remoteId}`, source: platform, displayText: textOfReference(reference), payload };
}
