import { Fault } from '@catalogsync/faults';

export const stageTypes = ['collect', 'sync', 'download', 'upload', 'publish', 'scan'] as const;
export type StageType = (typeof stageTypes)[number];

/** What a job of each template does, in order (behaviour 104). */
export const templates = {
  full: stageTypes,
  collect: ['collect'],
  sync: ['sync'],
  'sync+download': ['sync', 'download'],
  download: ['download'],
  upload: ['upload'],
  'download+upload': ['download', 'upload'],
  publish: ['publish'],
} as const satisfies Readonly<Record<string, readonly StageType[]>>;

export type Template = keyof typeof templates;
export const templateNames = Object.keys(templates) as readonly Template[];

export function isTemplate(word: string): word is Template {
  return Object.hasOwn(templates, word);
}

/** Reads a template's name. Throws `invalid_argument` with the names there are. */
export function parseTemplate(word: string): Template {
  if (isTemplate(word)) return word;
  throw new Fault('invalid_argument', `there is no job template "${word}"`, { hint: `Choose one of: ${templateNames.join(', ')}.` });
}

export interface StagePlan {
  /** Stages in the order they run. */
  readonly stages: readonly StageType[];
  /** Stages of the template that are not configured here. */
  readonly leftOut: readonly StageType[];
}

/**
 * The stages of a job, without those that are not configured. Throws `failed_precondition` when
 * nothing is left to do.
 */
export function planStages(template: Template, isConfigured: (stage: StageType) => boolean): StagePlan {
  const all: readonly StageType[] = templates[template];
  const stages = all.filter(isConfigured);
  if (stages.length === 0) {
    throw new Fault('failed_precondition', `nothing of the template "${template}" is configured`, {
      hint: `Configure what it needs: ${all.join(', ')}.`,
    });
  }
  return { stages, leftOut: all.filter((stage) => !stages.includes(stage)) };
}

/** True for a job that belongs to the download lane: at most one of them is active. */
export function isDownloadClass(stages: readonly { readonly type: string }[]): boolean {
  return stages.some((stage) => stage.type === 'download');
}
