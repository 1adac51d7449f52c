import type { Actor, Audit } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import type { Revision, RevisionStore, RevisionWithText } from './revision.js';
import type { ComparedLine, Problem, Setting, SettingsFile, SettingsRules, TextTools } from './settings.js';

/** Shared by the use cases of the configuration. */
export interface ConfigurationParts {
  readonly file: SettingsFile;
  readonly rules: SettingsRules;
  readonly revisions: RevisionStore;
  readonly tools: TextTools;
  readonly audit: Audit;
  readonly now: () => number;
}

/** The current settings file. */
export interface ConfigurationView {
  readonly filePath: string;
  /** Any secrets in it are masked. */
  readonly contentText: string;
  readonly settings: readonly Setting[];
  readonly problems: readonly Problem[];
}

export interface ShownRevision extends Revision {
  /** The file contains exactly this text. */
  readonly inForce: boolean;
}

export interface RevisionPage {
  readonly revisions: readonly ShownRevision[];
  /** Empty at the end. */
  readonly nextPageToken: string;
}

const LARGEST_PAGE = 200;
const usualPage = 50;
export const LONGEST_NOTE = 500;

/** The settings file and its revisions; `ApplyRevision` applies them. */
export class Configuration {
  constructor(private readonly parts: ConfigurationParts) {}

  /** @throws Fault, see `SettingsFile.read` */
  async get(): Promise<ConfigurationView> {
    const { file, rules } = this.parts;
    const text = await file.read();
    const [settings, problems] = await Promise.all([rules.describe(text), rules.check(text)]);
    return { filePath: file.path, contentText: rules.mask(text), settings, problems };
  }

  /** All problems of a text, or of the current file; empty if none. */
  async check(text?: string): Promise<readonly Problem[]> {
    return this.parts.rules.check(text ?? (await this.parts.file.read()));
  }

  /** Keys of the machine that a text would change: only the command line of the machine applies it then. */
  async machineChanges(text: string): Promise<readonly string[]> {
    return this.parts.rules.machineChanges(await this.parts.file.read(), text);
  }

  /**
   * Newest first (behaviour 114).
   * @param pageSize 1 to 200; 0 means 50
   * @param pageToken of the previous page; empty for the first
   * @throws Fault `invalid_argument` for an invalid size or token
   */
  async list(pageSize = 0, pageToken = ''): Promise<RevisionPage> {
    if (!Number.isInteger(pageSize) || pageSize < 0 || pageSize > LARGEST_PAGE) {
      throw new Fault('invalid_argument', `a page has 1 to ${LARGEST_PAGE} revisions, not ${pageSize}`);
    }
    const size = pageSize === 0 ? usualPage : pageSize;
    const found = await this.parts.revisions.list(parsePageToken(pageToken), size + 1);
    const hash = await this.hashOfFile();
    const page = found.slice(0, size).map((revision) => ({ ...revision, inForce: revision.contentHash === hash }));
    return { revisions: page, nextPageToken: found.length > size ? String(page.at(-1)?.id) : '' };
  }

  /** @throws Fault `not_found` (behaviour 116) */
  async revision(id: number): Promise<{ revision: ShownRevision; contentText: string }> {
    const found = await findRevision(this.parts.revisions, id);
    const inForce = found.contentHash === (await this.hashOfFile());
    return { revision: { ...found, inForce }, contentText: this.parts.rules.mask(found.contentText) };
  }

  /**
   * Saves a text, or the current file, with its path, hash and note (behaviour 113). The text may be invalid: only
   * `ApplyRevision` requires validity.
   * @throws Fault `invalid_argument` for a text that contains a secret or cannot be a settings file, or for a note
   *   that is too long; see also `SettingsFile.read`
   */
  save(note: string, text: string | undefined, actor: Actor): Promise<ShownRevision> {
    return this.parts.audit.change({ ...actor, action: 'saveRevision', target: 'configuration' }, async (commit) => {
      if (note.length > LONGEST_NOTE) throw new Fault('invalid_argument', `a note has at most ${LONGEST_NOTE} characters`);
      const given = text ?? (await this.parts.file.read());
      const kept = await commit(() => keep(this.parts, given, { note: note.trim(), createdBy: actor.actor }));
      return { ...kept, inForce: kept.contentHash === (await this.hashOfFile()) };
    });
  }

  /**
   * The diff from one revision to another, or to the current file if `to` is 0. Secrets are masked (behaviour 75)
   * after the comparison, so that a changed secret shows as changed.
   * @throws Fault `not_found`
   */
  async diff(from: number, to: number): Promise<readonly ComparedLine[]> {
    const { file, revisions, rules, tools } = this.parts;
    const before = await findRevision(revisions, from);
    const after = to === 0 ? await file.read() : (await findRevision(revisions, to)).contentText;
    return tools.compare(before.contentText, after).map((line) => ({ ...line, text: rules.mask(line.text) }));
  }

  /** Undefined if the file cannot be read, so that revisions can still be listed. */
  private async hashOfFile(): Promise<string | undefined> {
    try {
      return this.parts.tools.digest(await this.parts.file.read());
    } catch (error) {
      if (error instanceof Fault) return undefined;
      throw error;
    }
  }
}

/** @throws Fault `not_found` */
export async function findRevision(revisions: RevisionStore, id: number): Promise<RevisionWithText> {
  const found = Number.isSafeInteger(id) && id > 0 ? await revisions.get(id) : undefined;
  if (found !== undefined) return found;
  throw new Fault('not_found', `there is no revision ${id} of the configuration`, { hint: 'See them with: catalogsync config revisions' });
}

/** @throws Fault `invalid_argument` for a text that may not be kept */
export async function keep(parts: ConfigurationParts, text: string, of: Pick<Revision, 'note' | 'createdBy'>): Promise<RevisionWithText> {
  const why = parts.rules.whyNotKept(text);
  if (why !== undefined) {
    throw new Fault('invalid_argument', `refused to save this text: ${why}`, {
      hint: 'Put secrets into secrets.env, one KEY=value per line.',
    });
  }
  const { file, now, tools } = parts;
  return parts.revisions.add({
    filePath: file.path,
    contentText: text,
    contentHash: tools.digest(text),
    ...of,
    createdAt: now(),
  });
}

/** Undefined for the first page. @throws Fault `invalid_argument` for a token that no page gave */
function parsePageToken(token: string): number | undefined {
  if (token === '') return undefined;
  if (/^[1-9]\d{0,14}$/.test(token)) return Number(token);
  throw new Fault('invalid_argument', 'the page token does not belong to the list of revisions', { hint: 'Start with an empty one.' });
}
