import type { Actor } from '@catalogsync/audit';
import { Fault, toFault } from '@catalogsync/faults';
import type { ApplyWatch } from './apply-watch.js';
import { type ConfigurationParts, findRevision, keep } from './configuration.js';
import { nobodysConsent, type OwnersConsent } from './consent.js';
import type { OpenApply, RevisionWithText } from './revision.js';
import { WATCH_MS } from './service-watch.js';

/** What an apply did and what remains to be done. */
export interface Applied {
  readonly revision: RevisionWithText;
  /** The revision with the previous text of the file. */
  readonly previousId: number;
  /** Keys with a changed value. */
  readonly restartKeys: readonly string[];
  /** Services that read one of them and must be restarted by hand. */
  readonly restartServices: readonly string[];
  /** Services that are being restarted now. */
  readonly restartedServices: readonly string[];
}

/** Applies a revision: one at a time, after saving the current file (behaviour 115). */
export class ApplyRevision {
  private busy = false;

  constructor(
    private readonly parts: ConfigurationParts,
    private readonly watch: ApplyWatch,
  ) {}

  /**
   * Replaces the file atomically and returns; the services are watched afterwards, see `ApplyWatch`.
   * @param consent asked if keys of the machine change, which no login, token or call may do by itself
   * @throws Fault `not_found` (behaviour 116); `invalid_argument` with all problems of the revision;
   *   `permission_denied` that names the keys of the machine it would change without consent;
   *   `failed_precondition` if another one is being applied or watched, if this one is already applied, or if the
   *   current file cannot be saved; see also `SettingsFile`. Nothing is changed then.
   */
  apply(id: number, actor: Actor, consent: OwnersConsent = nobodysConsent): Promise<Applied> {
    return this.parts.audit.run({ ...actor, action: 'applyRevision', target: `revision ${id}` }, () =>
      this.applyUnlessBusy(id, actor, consent),
    );
  }

  private async applyUnlessBusy(id: number, actor: Actor, consent: OwnersConsent): Promise<Applied> {
    if (this.busy) throw new Fault('failed_precondition', 'another revision is being applied', { hint: 'Try again when that is done.' });
    this.busy = true;
    try {
      return await this.applyAlone(id, actor, consent);
    } finally {
      this.busy = false;
    }
  }

  private async applyAlone(id: number, { actor }: Actor, consent: OwnersConsent): Promise<Applied> {
    const { file, revisions, now } = this.parts;
    const revision = await findRevision(revisions, id);
    await this.requireNoneOpen();
    await this.requireValid(revision);
    const before = await file.read();
    if (before === revision.contentText) return this.markInForce(revision);
    await this.requireConsent(before, revision, consent);
    const change = await this.parts.rules.change(before, revision.contentText);
    const watched = await this.watch.healthyNow(before);
    const previous = await this.keepBefore(before, revision, actor);
    const startedAt = now();
    const watchUntil = startedAt + this.watch.lengthMs;
    const open = await revisions.beginApply({ revisionId: id, previousId: previous.id, startedAt, watchUntil, watched });
    await this.write(open, before, revision);
    const restartedServices = change.services.filter((name) => this.watch.hosted.includes(name));
    this.watch.start(open);
    return {
      revision: await findRevision(revisions, id),
      previousId: previous.id,
      restartKeys: change.keys,
      restartServices: change.services.filter((name) => !restartedServices.includes(name)),
      restartedServices,
    };
  }

  private async requireNoneOpen(): Promise<void> {
    const open = await this.parts.revisions.openApply();
    if (open === undefined) return;
    throw new Fault('failed_precondition', `revision ${open.revisionId} is on trial while the services are watched`, {
      hint: `Try again in ${WATCH_MS / 1000} s.`,
    });
  }

  private async requireValid(revision: RevisionWithText): Promise<void> {
    const problems = await this.parts.rules.check(revision.contentText);
    if (problems.length === 0) return;
    throw new Fault('invalid_argument', `revision ${revision.id} is not valid: ${problems.map(({ message }) => message).join('; ')}`, {
      hint: 'Correct the file, save it as a new revision and apply that.',
    });
  }

  /** Compares with the very text that `write` replaces, so that an edit in between changes nothing unseen. */
  private async requireConsent(before: string, { id, contentText }: RevisionWithText, consent: OwnersConsent): Promise<void> {
    const { file, rules, tools } = this.parts;
    const keys = rules.machineChanges(before, contentText);
    if (keys.length === 0) return;
    if (await consent.take({ revisionId: id, fromHash: tools.digest(before), toHash: tools.digest(contentText) })) return;
    throw new Fault('permission_denied', `revision ${id} changes keys of the machine: ${keys.join(', ')}`, {
      hint: `On the machine itself, as a user who may change ${file.path}, run: catalogsync config apply ${id}`,
    });
  }

  /** A text that was saved but never applied becomes the applied one without a write. */
  private async markInForce(revision: RevisionWithText): Promise<Applied> {
    const { id } = revision;
    if (revision.appliedAt !== undefined) {
      throw new Fault('failed_precondition', `revision ${id} is already applied: the file contains exactly this text`);
    }
    await this.parts.revisions.markApplied(id, this.parts.now());
    const marked = await findRevision(this.parts.revisions, id);
    return { revision: marked, previousId: id, restartKeys: [], restartServices: [], restartedServices: [] };
  }

  /** The revision with the current text of the file; created if there is none. */
  private async keepBefore(before: string, revision: RevisionWithText, createdBy: string): Promise<RevisionWithText> {
    const { revisions, tools } = this.parts;
    const known = await revisions.findText(tools.digest(before), before);
    if (known !== undefined) return known;
    try {
      return await keep(this.parts, before, { note: `before revision ${revision.id} was applied`, createdBy });
    } catch (error) {
      const fault = toFault(error);
      if (fault.code !== 'invalid_argument') throw fault;
      throw new Fault('failed_precondition', `the current file could not be saved first: ${fault.message}`, {
        hint: fault.hint,
        cause: fault,
      });
    }
  }

  private async write(open: OpenApply, before: string, revision: RevisionWithText): Promise<void> {
    const { file, revisions, now } = this.parts;
    try {
      await file.replace(before, revision.contentText);
    } catch (error) {
      await revisions.endApply(open, { outcome: 'not_written', reason: toFault(error).message, at: now() });
      throw error;
    }
    await revisions.markApplied(revision.id, now());
  }
}
