import type { ApplyOutcome, OpenApply, Revision, RevisionStore, RevisionWithText } from '../../src/core/configuration/revision.js';

type Fresh = Parameters<RevisionStore['add']>[0];

/** In-memory revisions, lost with the process. */
export class MemoryRevisionStore implements RevisionStore {
  private readonly revisions: RevisionWithText[] = [];
  private open: OpenApply | undefined;
  private applies = 0;

  async list(before: number | undefined, limit: number): Promise<Revision[]> {
    return this.revisions
      .toReversed()
      .filter(({ id }) => before === undefined || id < before)
      .slice(0, limit);
  }

  async get(id: number): Promise<RevisionWithText | undefined> {
    return this.revisions[id - 1];
  }

  async findText(contentHash: string, contentText: string): Promise<RevisionWithText | undefined> {
    return this.revisions.findLast((revision) => revision.contentHash === contentHash && revision.contentText === contentText);
  }

  async add(revision: Fresh): Promise<RevisionWithText> {
    const added = { ...revision, id: this.revisions.length + 1, appliedAt: undefined, watchedUntil: undefined, returned: undefined };
    this.revisions.push(added);
    return added;
  }

  async markApplied(id: number, at: number): Promise<void> {
    this.change(id, { appliedAt: at });
  }

  async openApply(): Promise<OpenApply | undefined> {
    return this.open;
  }

  async beginApply(apply: Omit<OpenApply, 'id'>): Promise<OpenApply> {
    this.applies += 1;
    this.open = { ...apply, id: this.applies };
    this.change(apply.revisionId, { watchedUntil: apply.watchUntil, returned: undefined });
    return this.open;
  }

  async endApply(apply: OpenApply, end: { readonly outcome: ApplyOutcome; readonly reason: string; readonly at: number }): Promise<void> {
    if (this.open?.id !== apply.id) return;
    this.open = undefined;
    const returned = end.outcome === 'returned' ? { at: end.at, reason: end.reason } : undefined;
    this.change(apply.revisionId, { watchedUntil: undefined, returned });
    if (returned !== undefined) this.change(apply.previousId, { appliedAt: end.at });
  }

  private change(id: number, changed: Partial<RevisionWithText>): void {
    const found = this.revisions[id - 1];
    if (found !== undefined) this.revisions[id - 1] = { ...found, ...changed };
  }
}
