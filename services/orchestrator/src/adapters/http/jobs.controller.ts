import { Fault } from '@catalogsync/faults';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import type { CatalogueReader } from '../../core/catalogue/catalogue-reader.js';
import type { EngineStore, JobView } from '../../core/engine/engine-store.js';
import { catalogueReaderToken, jobStoreToken } from './tokens.js';

const iso = (instant: number | null): string | null => (instant === null ? null : new Date(instant).toISOString());

/** The console's API speaks the words of the tables. */
function toJson({ job, stages }: JobView) {
  return {
    id: job.id,
    job_type: job.template,
    status: job.status,
    sources: job.sources,
    created_at: iso(job.createdAt),
    started_at: iso(job.startedAt),
    ended_at: iso(job.endedAt),
    last_error: job.lastError,
    stages: stages.map((stage) => ({
      stage_type: stage.type,
      status: stage.status,
      started_at: iso(stage.startedAt),
      ended_at: iso(stage.endedAt),
    })),
  };
}

/** A whole number within a range, or the default where it is not given. */
function wholeNumber(name: string, text: string | undefined, range: { min: number; max: number; default: number }): number {
  if (text === undefined) return range.default;
  const number = Number(text);
  if (/^\d{1,16}$/.test(text) && number >= range.min && number <= range.max) return number;
  throw new Fault('invalid_argument', `${name} must be a whole number from ${range.min} to ${range.max}`);
}

const jobsOnDashboard = 5;

@Controller('api')
export class JobsController {
  constructor(
    @Inject(jobStoreToken) private readonly jobs: Pick<EngineStore<unknown>, 'listJobs'>,
    @Inject(catalogueReaderToken) private readonly catalogue: CatalogueReader,
  ) {}

  /** Newest first; `next_before` is the next page's `before`, absent on the last one. */
  @Get('jobs')
  async list(@Query('limit') limitText?: string, @Query('before') beforeText?: string) {
    const limit = wholeNumber('limit', limitText, { min: 1, max: 200, default: 50 });
    const before = wholeNumber('before', beforeText, { min: 1, max: Number.MAX_SAFE_INTEGER, default: Number.MAX_SAFE_INTEGER });
    const items = await this.jobs.listJobs({ before, limit });
    return { items: items.map(toJson), next_before: items.length === limit ? items.at(-1)?.job.id : undefined };
  }

  @Get('dashboard')
  async dashboard() {
    const { songs, playlists, artists, activeFiles } = await this.catalogue.summary();
    const jobs = await this.jobs.listJobs({ limit: jobsOnDashboard });
    return { catalogue: { songs, playlists, artists, active_files: activeFiles }, jobs: jobs.map(toJson) };
  }
}
