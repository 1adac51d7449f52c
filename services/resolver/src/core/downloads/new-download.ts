import { Fault } from '@catalogsync/faults';
import type { DownloadRecord, DownloadRequest } from './model.js';

/** Whoever had it before has no say any more. */
export function isAnothers(record: DownloadRecord, holder: string): boolean {
  return holder !== '' && record.holder !== holder;
}

/** A download that waits for its turn. */
export function newRecord(id: string, requestKey: string, request: DownloadRequest, now: number): DownloadRecord {
  return {
    id,
    requestKey,
    request,
    holder: '',
    state: 'queued',
    attempts: [],
    file: undefined,
    error: undefined,
    released: false,
    createdAt: now,
    updatedAt: now,
    endedAt: 0,
  };
}

/** @throws Fault `invalid_argument` */
export function checkRequest({ target, qualityProfile }: DownloadRequest, profiles: ReadonlySet<string>): void {
  if (target.title.trim() === '') throw new Fault('invalid_argument', 'the song has no title', { hint: 'Name title and artists.' });
  if (profiles.has(qualityProfile)) return;
  const names = [...profiles].filter((name) => name !== '').join(', ');
  throw new Fault('invalid_argument', `there is no quality profile "${qualityProfile}"`, { hint: `There are: ${names}.` });
}
