import type { Hold, Job, JobEvent, JobItem, JobStage } from '../clients/job-client.js';
import { pauseText } from './job-progress.js';
import { lineWidth, table, wholeSentences } from './table.js';
import { fit, textWidth } from './text-width.js';

/** Columns of one line each. */
const columns = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => table([head, ...rows], { width: lineWidth });

const clock = new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle: 'medium' });

/** Local time, `2026-11-21 08:30:05`; a dash for never. */
export const instantText = (instant: number): string => (instant === 0 ? '-' : clock.format(instant));

const ended = ({ counts }: JobStage): number => counts.succeeded + counts.failed + counts.canceled;
const all = (stage: JobStage): number => ended(stage) + stage.counts.pending + stage.counts.running + stage.counts.interrupted;
const failed = (job: Job): number => job.stages.reduce((sum, { counts }) => sum + counts.failed, 0);

/** The active stage, or the last one that was. */
function presentStage({ stages }: Job): string {
  const stage = stages.find(({ status }) => ['running', 'pause_requested', 'paused'].includes(status));
  return stage === undefined ? '' : `${stage.type} ${ended(stage)}/${all(stage)}`;
}

export function listLines(jobs: readonly Job[], holds: readonly Hold[]): string[] {
  const rows = jobs.map((job) => [
    String(job.id),
    job.template,
    job.status.replaceAll('_', ' '),
    instantText(job.createdAt),
    [presentStage(job), failed(job) > 0 ? `${failed(job)} failed` : '', job.reason].filter((part) => part !== '').join(', '),
  ]);
  const held = holds.map(({ kind, name }) => (kind === 'volume' ? `No room left on ${name}.` : `The source ${name} is paused.`));
  if (jobs.length === 0) return ['no jobs yet', ...held];
  return [...columns(['ID', 'TEMPLATE', 'STATUS', 'CREATED', 'NOW'], rows), ...held];
}

function facts(job: Job): string[] {
  const names = (title: string, list: readonly string[]): string[] => (list.length === 0 ? [] : [`${title}: ${list.join(', ')}`]);
  return [
    `Job ${job.id}: ${job.template}, ${job.status.replaceAll('_', ' ')}`,
    `Created ${instantText(job.createdAt)}`,
    `Started ${instantText(job.startedAt)}, ended ${instantText(job.endedAt)}`,
    ...names('Sources', job.sources),
    ...names('Download sources', job.downloadSources),
    ...(job.reason === '' ? [] : [`Started because ${job.reason}`]),
    ...(job.lastError === '' ? [] : [job.lastError]),
    ...[pauseText(job)].filter((text) => text !== ''),
  ];
}

const failuresOf = ({ failures }: JobStage): string => failures.map(({ errorClass, count }) => `${count} ${errorClass}`).join(', ');

/** The newest ones; `--json` has more. */
const shownEvents = 12;
const shownNotices = 5;

function noticeLines(notices: readonly string[]): string[] {
  const more = notices.length - shownNotices;
  const shown = notices.slice(0, shownNotices).flatMap((notice) => table([['!', notice]], wholeSentences));
  return [...shown, ...(more > 0 ? [`and ${more} more, see --json`] : []), ...(notices.length > 0 ? [''] : [])];
}

/** The items that failed and are tried again by themselves. */
function waitingLines(items: readonly JobItem[]): string[] {
  const rows = items.map((item) => [
    item.displayText,
    `waits for its next try at ${instantText(item.runAt).slice(11)}; ${failureOf(item)}`,
  ]);
  return rows.length === 0 ? [] : [...table(rows, wholeSentences), ''];
}

export function jobLines(job: Job, waiting: readonly JobItem[], notices: readonly string[], events: readonly JobEvent[]): string[] {
  const stages = job.stages.map((stage) => [
    String(stage.id),
    stage.type,
    stage.status.replaceAll('_', ' '),
    `${stage.counts.succeeded}/${all(stage)}${stage.planned ? '' : '+'}`,
    [failuresOf(stage), stage.lastError].filter((part) => part !== '').join('; '),
  ]);
  const happened = events.slice(-shownEvents).map((event) => [instantText(event.createdAt), event.type, event.message]);
  return [
    ...facts(job),
    '',
    ...columns(['STAGE', 'TYPE', 'STATUS', 'DONE', 'FAILED'], stages),
    '',
    ...waitingLines(waiting),
    ...noticeLines(notices),
    ...(happened.length === 0 ? [] : columns(['WHEN', 'EVENT', 'WHAT'], happened)),
  ];
}

function failureOf({ lastError, errorClass }: JobItem): string {
  return lastError === '' ? '' : `${errorClass === '' ? '' : `${errorClass}: `}${lastError}`;
}

/** The outcome of an item, in words. */
function outcome(item: JobItem): string {
  const error = failureOf(item);
  return item.runAt > 0 ? `again at ${instantText(item.runAt).slice(11)}; ${error}` : error;
}

const nameWidth = 24;

export function itemLines(items: readonly JobItem[], more: boolean): string[] {
  if (items.length === 0) return ['no such items'];
  const rows = items.map((item) => [
    String(item.id),
    item.status,
    String(item.attempts),
    textWidth(item.displayText) > nameWidth ? fit(item.displayText, nameWidth) : item.displayText,
    outcome(item),
  ]);
  return [
    ...table([['ITEM', 'STATUS', 'TRIES', 'WHAT', 'ERROR'], ...rows], wholeSentences),
    ...(more ? ['There are more: see --limit.'] : []),
  ];
}
