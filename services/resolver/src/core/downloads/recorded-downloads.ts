import type { Actor, Audit } from '@catalogsync/audit';
import type { DecideQuarantine } from './decide-quarantine.js';
import type { DownloadEngine } from './download-engine.js';
import type { DownloadRecord, DownloadRequest, DownloadView } from './model.js';

/**
 * What people do to downloads and held files, recorded. A call with a holder is the work of a job, whose start is recorded at the
 * orchestrator; thousands of entries for its songs would hide what people do.
 */
export class RecordedDownloads {
  constructor(
    private readonly engine: DownloadEngine,
    private readonly quarantine: DecideQuarantine,
    private readonly audit: Audit,
  ) {}

  /** @throws Fault as `DownloadEngine.start` */
  start(
    request: DownloadRequest,
    holder: string | undefined,
    actor: Actor,
  ): Promise<{ readonly view: DownloadView; readonly created: boolean }> {
    if (holder !== undefined) return this.engine.start(request, holder);
    const { platform = '', remoteId = '' } = request.target;
    return this.run(actor, 'startDownload', `song ${platform},${remoteId}`, () => this.engine.start(request));
  }

  /** @throws Fault as `DownloadEngine.cancel` */
  cancel(id: string, holder: string | undefined, actor: Actor): Promise<DownloadView> {
    if (holder !== undefined) return this.engine.cancel(id, holder);
    return this.run(actor, 'cancelDownload', `download ${id}`, () => this.engine.cancel(id));
  }

  /** @throws Fault as `DownloadEngine.release` */
  release(id: string, holder: string | undefined, actor: Actor): Promise<void> {
    if (holder !== undefined) return this.engine.release(id, holder);
    return this.run(actor, 'releaseDownload', `download ${id}`, () => this.engine.release(id));
  }

  /** @throws Fault as `DecideQuarantine.approve` */
  approve(id: string, actor: Actor, signal: AbortSignal): Promise<DownloadRecord> {
    return this.run(actor, 'approveQuarantined', `quarantined file ${id}`, () => this.quarantine.approve(id, signal));
  }

  /** @throws Fault as `DecideQuarantine.reject` */
  reject(id: string, actor: Actor): Promise<void> {
    return this.run(actor, 'rejectQuarantined', `quarantined file ${id}`, () => this.quarantine.reject(id));
  }

  /** Files and rows change together, so there is no one transaction. */
  private run<T>(actor: Actor, action: string, target: string, act: () => Promise<T>): Promise<T> {
    return this.audit.run({ ...actor, action, target: target.slice(0, longestTarget) }, act);
  }
}

/** Ids may be of any length until they are checked. */
const longestTarget = 200;
