import { Fault } from '@catalogsync/faults';
import type { NewJob } from './engine-store.js';
import { parseTemplate, planStages, type StageType } from './templates.js';
import type { TurnScope } from './turn-scope.js';

/** What a user asks for. The configuration is kept as it is now, whatever is edited later. */
export interface JobRequest {
  /** A template's name, see `templates`. */
  readonly template: string;
  readonly config?: NewJob['config'];
  readonly sources?: readonly string[];
  readonly downloadSources?: readonly string[];
  readonly scope?: NewJob['scope'];
  /** Stages of the template that this job has no use for; left out without a word. */
  readonly withoutStages?: readonly StageType[];
}

function checkSources(words: readonly string[]): readonly string[] {
  const bad = words.find((word) => word.trim() === '' || word.includes(','));
  if (bad === undefined) return words;
  throw new Fault('invalid_argument', `"${bad}" is no name of a source`, { hint: 'Names are words without commas.' });
}

/**
 * Makes a queued job with its stages in one transaction; its items are planned once it runs. Answers its id.
 * @throws Fault `invalid_argument` for an unknown template or a malformed source; `failed_precondition`
 *   if nothing of the template is configured
 */
export async function createJob<Effects>(
  scope: TurnScope<Effects>,
  request: JobRequest,
  isConfigured: (stage: StageType) => boolean,
): Promise<number> {
  const template = parseTemplate(request.template);
  const unwanted = request.withoutStages ?? [];
  const plan = planStages(template, (stage) => isConfigured(stage) && !unwanted.includes(stage));
  const { stages } = plan;
  const leftOut = plan.leftOut.filter((stage) => !unwanted.includes(stage));
  const job: NewJob = {
    template,
    config: request.config ?? {},
    sources: checkSources(request.sources ?? []),
    downloadSources: checkSources(request.downloadSources ?? []),
    scope: request.scope ?? {},
    stages,
  };
  const id = await scope.tx.jobs.insertJob(job, scope.now);
  scope.event(id, 'job_created', `${template}: ${stages.join(', ')}`);
  for (const stage of leftOut) scope.event(id, 'stage_left_out', `${stage} is not configured`);
  return id;
}
