import { Fault } from '@catalogsync/faults';
import type { SongKey } from '../../src/core/choices/choices.js';
import type { DownloadAttempt, DownloadRecord } from '../../src/core/downloads/model.js';
import type {
  DownloadChange,
  DownloadPage,
  DownloadStore,
  QuarantinedFile,
  QuarantinePage,
  QuarantineStore,
} from '../../src/core/downloads/ports.js';
import { downloadTransitions, hasEnded } from '../../src/core/downloads/states.js';

const isActive = ({ state }: DownloadRecord): boolean => !hasEnded(state);
const isReady = ({ state, released }: DownloadRecord): boolean => state === 'succeeded' && !released;

/** Newest first, below a position; positions count from 1 in order of arrival. */
function pageOf<T>(
  all: readonly T[],
  fits: (one: T) => boolean,
  { limit, before = Number.POSITIVE_INFINITY }: { limit: number; before: number | undefined },
) {
  const found = all
    .map((one, index) => ({ one, position: index + 1 }))
    .filter(({ one, position }) => position < before && fits(one))
    .reverse();
  const next = found.length > limit ? found[limit - 1]?.position : undefined;
  return { items: found.slice(0, limit).map(({ one }) => one), next };
}

/** Keeps downloads for the life of the process. */
export class MemoryDownloadStore implements DownloadStore {
  private readonly records = new Map<string, DownloadRecord>();

  async create(record: DownloadRecord): ReturnType<DownloadStore['create']> {
    const active = this.all().find((one) => isActive(one) && one.requestKey === record.requestKey);
    if (active !== undefined) return { record: await this.assign(active.id, record.holder), created: false };
    return { record: this.put(record), created: true };
  }

  async get(ids: readonly string[]): Promise<readonly DownloadRecord[]> {
    return ids.flatMap((id) => this.records.get(id) ?? []);
  }

  async ready(requestKey: string): Promise<DownloadRecord | undefined> {
    return this.all().findLast((one) => isReady(one) && one.requestKey === requestKey);
  }

  async list({ states, ...page }: DownloadPage): ReturnType<DownloadStore['list']> {
    const { items: records, next } = pageOf(this.all(), ({ state }) => states.length === 0 || states.includes(state), page);
    return { records, next };
  }

  async ofSong({ platform, remoteId }: SongKey, limit: number): Promise<readonly DownloadRecord[]> {
    const ofIt = ({ request: { target } }: DownloadRecord): boolean => target.platform === platform && target.remoteId === remoteId;
    return this.all().filter(ofIt).reverse().slice(0, limit);
  }

  async active(): Promise<readonly DownloadRecord[]> {
    return (['running', 'queued'] as const).flatMap((wanted) => this.all().filter(({ state }) => state === wanted));
  }

  async staged(): Promise<ReadonlySet<string>> {
    return new Set(this.all().flatMap((one) => (isActive(one) || isReady(one) ? one.id : [])));
  }

  async change(id: string, { state, file, error }: DownloadChange, now: number): Promise<DownloadRecord> {
    const record = this.records.get(id);
    if (record === undefined) throw new Fault('not_found', 'no such download');
    if (!downloadTransitions[record.state].includes(state))
      throw new Fault('failed_precondition', `${record.state} cannot become ${state}`);
    return this.put({ ...record, state, file, error, updatedAt: now, endedAt: hasEnded(state) ? now : undefined });
  }

  async addAttempt(id: string, attempt: DownloadAttempt): Promise<void> {
    const record = this.existing(id);
    this.put({ ...record, attempts: [...record.attempts, attempt] });
  }

  async assign(id: string, holder: string | undefined): Promise<DownloadRecord> {
    return this.put({ ...this.existing(id), holder });
  }

  async release(id: string, now: number): Promise<void> {
    const record = this.records.get(id);
    if (record?.released === false) this.put({ ...record, released: true, updatedAt: now });
  }

  async releaseUnclaimed(before: number, now: number): Promise<void> {
    for (const one of this.all()) if (isReady(one) && (one.endedAt ?? 0) < before) await this.release(one.id, now);
  }

  async recover(now: number): Promise<void> {
    for (const one of this.all()) {
      if (one.state === 'running' || one.state === 'interrupted') this.put({ ...one, state: 'queued', updatedAt: now });
    }
  }

  private all(): DownloadRecord[] {
    return [...this.records.values()];
  }

  private existing(id: string): DownloadRecord {
    const record = this.records.get(id);
    if (record === undefined) throw new Fault('internal', 'a download vanished while it was being changed');
    return record;
  }

  private put(record: DownloadRecord): DownloadRecord {
    this.records.set(record.id, record);
    return record;
  }
}

/** Keeps quarantined files for the life of the process. */
export class MemoryQuarantineStore implements QuarantineStore {
  private readonly files: QuarantinedFile[] = [];

  constructor(private readonly downloads: Pick<DownloadStore, 'get'>) {}

  async hold(file: QuarantinedFile): Promise<void> {
    this.files.push(file);
  }

  async get(id: string): Promise<QuarantinedFile | undefined> {
    return this.files.find((file) => file.id === id);
  }

  async heldTracks(requestKey: string, source: string, remoteIds: readonly string[]): Promise<ReadonlySet<string>> {
    const held = this.files.filter((file) => file.state === 'held' && file.source === source && remoteIds.includes(file.remoteId));
    const downloads = await this.downloads.get(held.map(({ downloadId }) => downloadId));
    const equal = new Set(downloads.filter((one) => one.requestKey === requestKey).map(({ id }) => id));
    return new Set(held.filter(({ downloadId }) => equal.has(downloadId)).map(({ remoteId }) => remoteId));
  }

  async list({ includeDecided, ...page }: QuarantinePage): ReturnType<QuarantineStore['list']> {
    const { items: files, next } = pageOf(this.files, ({ state }) => includeDecided || state === 'held', page);
    return { files, next };
  }

  async ofDownloads(downloadIds: readonly string[]): Promise<readonly QuarantinedFile[]> {
    return this.files.filter(({ downloadId }) => downloadIds.includes(downloadId)).reverse();
  }

  async heldBeyond(count: number): Promise<readonly QuarantinedFile[]> {
    const held = this.files.filter(({ state }) => state === 'held');
    return held.slice(0, Math.max(0, held.length - count));
  }

  async decide(id: string, state: 'approved' | 'rejected' | 'expired'): Promise<QuarantinedFile> {
    const at = this.files.findIndex((file) => file.id === id);
    const file = this.files[at];
    if (file === undefined) throw new Fault('not_found', 'no such quarantined file');
    if (file.state !== 'held') throw new Fault('failed_precondition', 'the file was already decided');
    const decided = { ...file, state, path: undefined };
    this.files[at] = decided;
    return decided;
  }
}
