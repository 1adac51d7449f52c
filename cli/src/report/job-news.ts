import type { JobEvent } from '../clients/job-client.js';
import { type Output, printable } from './output.js';

/** What a person should know of a job although nothing went wrong: what its counts mean, and what it left. */
const told: ReadonlySet<string> = new Set([
  'duplicate_files',
  'known_faults',
  'tags_reread',
  'songs_found_here',
  'songs_without_source',
  'lists_not_followed',
]);

/** Such sentences of a job, in order. */
export async function newsOf(
  jobs: { allEvents(jobId: number, signal: AbortSignal): AsyncIterable<JobEvent> },
  jobId: number,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const news: string[] = [];
  for await (const { type, message } of jobs.allEvents(jobId, signal)) if (told.has(type)) news.push(message);
  return news;
}

export function printNews(news: readonly string[], output: Output): void {
  for (const sentence of news) output.note(`  ${printable(sentence)}`);
}
