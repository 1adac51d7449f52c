import { orchestratorConfigurationV1 as configurationV1 } from '@catalogsync/contracts';
import type { Applied } from '../../core/configuration/apply-revision.js';
import type { ShownRevision } from '../../core/configuration/configuration.js';
import type { ComparedLine } from '../../core/configuration/settings.js';

const { DiffLine_Change: Change } = configurationV1;

const changes: Readonly<Record<ComparedLine['change'], configurationV1.DiffLine_Change>> = {
  same: Change.CHANGE_SAME,
  removed: Change.CHANGE_REMOVED,
  added: Change.CHANGE_ADDED,
};

export function toRevisionMessage(revision: ShownRevision): configurationV1.Revision {
  const { id, filePath, contentHash, note, createdAt, appliedAt, inForce, watchedUntil, returned } = revision;
  return {
    id,
    filePath,
    contentHash,
    note,
    createdAt,
    appliedAt: appliedAt ?? 0,
    inForce,
    watchedUntil: watchedUntil ?? 0,
    returnedAt: returned?.at ?? 0,
    returnReason: returned?.reason ?? '',
  };
}

export function toDiffMessage(lines: readonly ComparedLine[]): configurationV1.DiffRevisionsResponse {
  return { lines: lines.map(({ change, text }) => ({ change: changes[change], text })) };
}

export function toAppliedMessage(applied: Applied): configurationV1.ApplyRevisionResponse {
  const { revision, previousId, restartKeys, restartServices, restartedServices } = applied;
  return {
    revision: toRevisionMessage({ ...revision, inForce: true }),
    previousRevisionId: previousId,
    restartKeys: [...restartKeys],
    restartServices: [...restartServices],
    restartedServices: [...restartedServices],
  };
}
