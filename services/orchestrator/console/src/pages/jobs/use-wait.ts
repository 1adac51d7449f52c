import type { Job } from '../../api/types.js';
import { useMessages } from '../../language/messages.js';
import { useFormat } from '../../language/use-format.js';
import { useLivePart } from '../../live/use-live.js';
import { waitOf } from './job-facts.js';
import { jobReasons } from './job-reasons.js';
import { messages } from './messages.js';

/** What a job waits for, in words; undefined while it works. */
export function useWait(job: Job): string | undefined {
  const say = useMessages(messages);
  const format = useFormat();
  const holds = useLivePart(({ snapshot }) => snapshot?.holds);
  const wait = waitOf(job, holds ?? []);
  switch (wait?.kind) {
    case undefined:
    case 'paused':
      return undefined;
    case 'queued':
      return say.waitQueued;
    case 'planning':
      return say.waitPlanning;
    case 'retry':
      return say.waitRetry;
    case 'source':
      return say.waitSource(format.list(wait.names));
    case 'volume':
      return say.waitVolume(format.list(wait.names));
  }
}

/** Why the service made a job by itself; undefined if somebody asked for it. What has no words here stays as the service says it. */
export function useReason(reason: string): string | undefined {
  const say = useMessages(messages);
  const known = jobReasons.find(([said]) => reason.includes(said));
  if (known !== undefined) return say[known[1]];
  return reason === '' ? undefined : reason;
}
