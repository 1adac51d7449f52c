import { orchestratorConfigurationV1 as configurationV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { createRpcClient } from '@catalogsync/rpc';

/** A revision of the settings file. Instants are milliseconds since 1970, UTC. */
export interface Revision {
  readonly id: number;
  readonly filePath: string;
  readonly contentHash: string;
  readonly note: string;
  readonly createdAt: number;
  readonly appliedAt: number | undefined;
  /** The settings file has exactly this text. */
  readonly inForce: boolean;
  /** The services are being watched until then. */
  readonly watchedUntil: number | undefined;
  /** Set if the previous text was restored automatically. */
  readonly returned: { readonly at: number; readonly reason: string } | undefined;
}

export interface AppliedRevision {
  readonly revision: Revision;
  readonly previousId: number;
  readonly restartKeys: readonly string[];
  /** Services that someone else has to restart. */
  readonly restartServices: readonly string[];
  /** Services that the apply restarts. */
  readonly restartedServices: readonly string[];
}

export interface DiffLine {
  readonly change: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** The configuration calls that commands use; see ConfigurationService. */
export interface RevisionAccess {
  /** Newest first, all of them. */
  list(signal: AbortSignal): Promise<readonly Revision[]>;
  get(id: number, signal: AbortSignal): Promise<Revision>;
  /** Without a text, the current file. */
  save(note: string, text: string | undefined, signal: AbortSignal): Promise<Revision>;
  /** `to` 0 is the current file. */
  diff(from: number, to: number, signal: AbortSignal): Promise<readonly DiffLine[]>;
  apply(id: number, signal: AbortSignal): Promise<AppliedRevision>;
}

const callMs = 20_000;
const largestPage = 200;

const { DiffLine_Change: Change } = configurationV1;

function toRevision(message: configurationV1.Revision | undefined): Revision {
  if (message === undefined) throw new Fault('internal', 'the orchestrator left out the revision');
  const { id, filePath, contentHash, note, createdAt, inForce, returnedAt, returnReason } = message;
  return {
    id,
    filePath,
    contentHash,
    note,
    createdAt,
    appliedAt: message.appliedAt || undefined,
    inForce,
    watchedUntil: message.watchedUntil || undefined,
    returned: returnedAt === 0 ? undefined : { at: returnedAt, reason: returnReason },
  };
}

function changeOf(change: configurationV1.DiffLine_Change): DiffLine['change'] {
  if (change === Change.CHANGE_REMOVED) return 'removed';
  return change === Change.CHANGE_ADDED ? 'added' : 'same';
}

/** The configuration of a running orchestrator. */
export class ConfigurationClient implements RevisionAccess {
  private readonly rpc;

  constructor(address: string) {
    this.rpc = createRpcClient(configurationV1.ConfigurationServiceService, { address, service: 'orchestrator' });
  }

  async list(signal: AbortSignal): Promise<Revision[]> {
    const all: Revision[] = [];
    let pageToken = '';
    do {
      const page = await this.rpc.listRevisions({ pageSize: largestPage, pageToken }, { deadlineMs: callMs, signal });
      all.push(...page.revisions.map(toRevision));
      pageToken = page.nextPageToken;
    } while (pageToken !== '');
    return all;
  }

  async get(id: number, signal: AbortSignal): Promise<Revision> {
    const { revision } = await this.rpc.getRevision({ revisionId: id }, { deadlineMs: callMs, signal });
    return toRevision(revision);
  }

  async save(note: string, text: string | undefined, signal: AbortSignal): Promise<Revision> {
    const { revision } = await this.rpc.saveRevision({ note, contentText: text }, { deadlineMs: callMs, signal });
    return toRevision(revision);
  }

  async diff(from: number, to: number, signal: AbortSignal): Promise<DiffLine[]> {
    const { lines } = await this.rpc.diffRevisions({ fromRevisionId: from, toRevisionId: to }, { deadlineMs: callMs, signal });
    return lines.map(({ change, text }) => ({ change: changeOf(change), text }));
  }

  async apply(id: number, signal: AbortSignal): Promise<AppliedRevision> {
    const answer = await this.rpc.applyRevision({ revisionId: id }, { deadlineMs: callMs, signal });
    const { previousRevisionId, restartKeys, restartServices, restartedServices } = answer;
    return { revision: toRevision(answer.revision), previousId: previousRevisionId, restartKeys, restartServices, restartedServices };
  }

  close(): void {
    this.rpc.close();
  }
}
