import { orchestratorConfigurationV1 as configurationV1 } from '@catalogsync/contracts';
import { enumWords } from '@catalogsync/rpc';
import type { Applied } from '../../core/configuration/apply-revision.js';
import type { ShownRevision } from '../../core/configuration/configuration.js';
import type { ComparedLine } from '../../core/configuration/settings.js';

const changes = enumWords(configurationV1.DiffLine_Change, 'CHANGE_');

export function toRevisionMessage({ createdBy, appliedAt, watchedUntil, returned, ...revision }: ShownRevision): configurationV1.Revision {
  return {
    ...revision,
    createdBy: createdBy ?? '',
    appliedAt: appliedAt ?? 0,
    watchedUntil: watchedUntil ?? 0,
    returnedAt: returned?.at ?? 0,
    returnReason: returned?.reason ?? '',
  };
}

export function toDiffMessage(lines: readonly ComparedLine[]): configurationV1.DiffRevisionsResponse {
  return { lines: lines.map(({ change, text }) => ({ change: changes.numberOf(change), text })) };
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
