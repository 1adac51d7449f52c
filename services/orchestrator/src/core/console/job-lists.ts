import type { ErrorClass, Instant, Item, ItemStatus, JobStatus, JobView } from '@catalogsync/job-engine';
import type { ListOrder, ListPart, PartQuery } from './list-part.js';

/** All given parts must match. */
export interface JobFilter {
  readonly statuses?: readonly JobStatus[];
  readonly template?: string;
  /** Jobs that chose this source, to collect or to download from. */
  readonly source?: string;
  /** Created at or after this instant. */
  readonly since?: Instant;
  /** Created before this instant. */
  readonly until?: Instant;
}

export interface JobCounts {
  readonly counts: Readonly<Record<JobStatus, number>>;
  /** False if only the newest jobs were counted, because there are very many. */
  readonly complete: boolean;
}

/** All given parts must match. */
export interface ItemFilter {
  readonly statuses?: readonly ItemStatus[];
  readonly errorClass?: ErrorClass;
  readonly source?: string;
  readonly stageId?: number;
  /** Part of the display text; only non-ASCII letters are case-sensitive. */
  readonly text?: string;
}

/** An item with the job that it is of. */
export interface ItemOfJob extends Item {
  readonly jobId: number;
}

/** Jobs and their items as the console filters them. Reads committed state through an index. */
export interface JobLists {
  /** Newest first. */
  jobs(filter: JobFilter, part: PartQuery): Promise<ListPart<JobView>>;
  counts(filter: Omit<JobFilter, 'statuses'>): Promise<JobCounts>;
  items(jobId: number, filter: ItemFilter, part: PartQuery & { readonly order: ListOrder }): Promise<ListPart<ItemOfJob>>;
  item(id: number): Promise<ItemOfJob | undefined>;
}
