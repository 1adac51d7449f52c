import { Fault } from '@catalogsync/faults';
import type { Revision, RevisionStore, RevisionWithText } from './revision.js';
import type { ComparedLine, Problem, Setting, SettingsFile, SettingsRules, TextTools } from './settings.js';

/** What the use cases of the configuration share. */
export interface ConfigurationParts {
  readonly file: SettingsFile;
  readonly rules: SettingsRules;
  readonly revisions: RevisionStore;
  readonly tools: TextTools;
  readonly now: () => number;
}

/** The settings file as it stands. */
export interface ConfigurationView {
  readonly filePath: string;
  /** Secrets that somebody wrote into it are masked. */
  readonly contentText: string;
  readonly settings: readonly Setting[];
  readonly problems: readonly Problem[];
}

export interface ShownRevision extends Revision {
  /** The file holds this very text. */
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

/** The settings file and its revisions; putting one in force is `ApplyRevision`'s. */
export class Configuration {
  constructor(private readonly parts: ConfigurationParts) {}

  /** @throws Fault, see `SettingsFile.read` */
  async get(): Promise<ConfigurationView> {
    const { file, rules } = this.parts;
    const text = await file.read();
    const [settings, problems] = await Promise.all([rules.describe(text), rules.check(text)]);
    return { filePath: file.path, contentText: rules.mask(text), settings, problems };
  }

  /** All that is wrong with a text, or with the file as it stands; empty if nothing is. */
  async check(text?: string): Promise<readonly Problem[]> {
    return this.parts.rules.check(text ?? (await this.parts.file.read()));
  }

  /**
   * Newest first (behaviour 114).
   * @param pageSize 1 to 200; 0 means 50
   * @param pageToken of the page before; empty for the first
   * @throws Fault `invalid_argument` for a size or a token that cannot be
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
   * Keeps a text, or the file as it stands, with its path, hash and note (behaviour 113). A text that is
   * not valid may be kept: only `ApplyRevision` asks for that.
   * @throws Fault `invalid_argument` for a text that holds a secret or cannot be that of a settings file, or
   *   a note that is too long; see also `SettingsFile.read`
   */
  async save(note: string, text?: string): Promise<ShownRevision> {
    if (note.length > LONGEST_NOTE) throw new Fault('invalid_argument', `a note has at most ${LONGEST_NOTE} characters`);
    const kept = await keep(this.parts, text ?? (await this.parts.file.read()), note.trim());
    return { ...kept, inForce: kept.contentHash === (await this.hashOfFile()) };
  }

  /**
   * What leads from one revision to another, or to the file as it stands if `to` is 0. Secrets are
   * masked (behaviour 75); lines are compared before, so that a changed secret shows as changed.
   * @throws Fault `not_found`
   */
  async diff(from: number, to: number): Promise<readonly ComparedLine[]> {
    const { file, revisions, rules, tools } = this.parts;
    const before = await findRevision(revisions, from);
    const after = to === 0 ? await file.read() : (await findRevision(revisions, to)).contentText;
    return tools.compare(before.contentText, after).map((line) => ({ ...line, text: rules.mask(line.text) }));
  }

  /** Undefined if the file cannot be read: revisions can be listed then all the same. */
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
export async function keep(parts: ConfigurationParts, text: string, note: string): Promise<RevisionWithText> {
  const why = parts.rules.whyNotKept(text);
  if (why !== undefined) {
    throw new Fault('invalid_argument', `this text is not kept: ${why}`, { hint: 'Secrets go to secrets.env, one KEY=value a line.' });
  }
  const { file, now, tools } = parts;
  return parts.revisions.add({
    filePath: file.path,
    contentText: text,
    contentHash: tools.digest(text),
    note,
    createdAt: now(),
  });
}

/** Undefined for the first page. @throws Fault `invalid_argument` for a token that no page gave */
function parsePageToken(token: string): number | undefined {
  if (token === '') return undefined;
  if (/^[1-9]\d{0,14}$/.test(token)) return Number(token);
  throw new Fault('invalid_argument', 'the page token is not one of a page of revisions', { hint: 'Start with an empty one.' });
}
