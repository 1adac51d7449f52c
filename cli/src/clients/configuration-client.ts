import { orchestratorConfigurationV1 as configurationV1 } from '@catalogsync/contracts';
import type { Applied, ComparedLine, ShownRevision } from '@catalogsync/orchestrator';
import { clientOf, enumWords, pagesOf, required } from '@catalogsync/rpc';

export interface AppliedRevision extends Omit<Applied, 'revision'> {
  readonly revision: ShownRevision;
}

/** The configuration calls that commands use; see ConfigurationService. */
export interface RevisionAccess {
  /** Newest first, all of them. */
  list(signal: AbortSignal): Promise<readonly ShownRevision[]>;
  get(id: number, signal: AbortSignal): Promise<ShownRevision>;
  /** Without a text, the current file. */
  save(note: string, text: string | undefined, signal: AbortSignal): Promise<ShownRevision>;
  /** `to` 0 is the current file. */
  diff(from: number, to: number, signal: AbortSignal): Promise<readonly ComparedLine[]>;
  apply(id: number, signal: AbortSignal): Promise<AppliedRevision>;
}

const callMs = 20_000;
const largestPage = 200;

const changes = enumWords(configurationV1.DiffLine_Change, 'CHANGE_');

function toRevision(message: configurationV1.Revision | undefined): ShownRevision {
  const { createdBy, appliedAt, watchedUntil, returnedAt, returnReason, ...revision } = required(message, 'revision');
  return {
    ...revision,
    createdBy: createdBy || undefined,
    appliedAt: appliedAt || undefined,
    watchedUntil: watchedUntil || undefined,
    returned: returnedAt === 0 ? undefined : { at: returnedAt, reason: returnReason },
  };
}

/** The configuration of a running orchestrator. */
export class ConfigurationClient extends clientOf(configurationV1.ConfigurationServiceService, 'orchestrator') implements RevisionAccess {
  async list(signal: AbortSignal): Promise<ShownRevision[]> {
    const all: ShownRevision[] = [];
    const read = (pageToken: string) => this.rpc.listRevisions({ pageSize: largestPage, pageToken }, { deadlineMs: callMs, signal });
    for await (const { revisions } of pagesOf(read)) all.push(...revisions.map(toRevision));
    return all;
  }

  async get(id: number, signal: AbortSignal): Promise<ShownRevision> {
    return toRevision((await this.rpc.getRevision({ revisionId: id }, { deadlineMs: callMs, signal })).revision);
  }

  async save(note: string, text: string | undefined, signal: AbortSignal): Promise<ShownRevision> {
    return toRevision((await this.rpc.saveRevision({ note, contentText: text }, { deadlineMs: callMs, signal })).revision);
  }

  async diff(from: number, to: number, signal: AbortSignal): Promise<ComparedLine[]> {
    const { lines } = await this.rpc.diffRevisions({ fromRevisionId: from, toRevisionId: to }, { deadlineMs: callMs, signal });
    return lines.map(({ change, text }) => ({ change: changes.wordOf(change) ?? 'same', text }));
  }

  async apply(id: number, signal: AbortSignal): Promise<AppliedRevision> {
    const { previousRevisionId, revision, ...rest } = await this.rpc.applyRevision({ revisionId: id }, { deadlineMs: callMs, signal });
    return { revision: toRevision(revision), previousId: previousRevisionId, ...rest };
  }
}
