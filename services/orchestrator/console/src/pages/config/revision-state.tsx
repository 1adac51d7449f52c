import type { ReactElement } from 'react';
import { Badge } from '../../kit/status.js';
import { useMessages } from '../../language/messages.js';
import { trialWords } from './trial-words.js';
import type { Revision } from './use-configuration.js';

/** Whether a revision holds, held, or was taken back. */
export function RevisionState({ revision }: { revision: Revision }): ReactElement | null {
  const say = useMessages(trialWords);
  if (revision.watchedUntil !== null) return <Badge tone="active">{say.onTrial}</Badge>;
  if (revision.inForce) return <Badge tone="ok">{say.inForce}</Badge>;
  if (revision.returnedAt !== null) return <Badge tone="warn">{say.wasReturned}</Badge>;
  return revision.appliedAt === null ? null : <Badge tone="quiet">{say.wasApplied}</Badge>;
}
