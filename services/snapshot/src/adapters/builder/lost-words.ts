import {
  entryTexts,
  nameKey,
  nearSource,
  ownerNames,
  SearchLayers,
  type SegmentRow,
  TokenField,
  textPlan,
  wordToken,
} from '@catalogsync/snapshot-format';
import DatabaseFile, { type Database, type Statement } from 'better-sqlite3';
import { affectedIds, goneEntries } from './affected-ids.js';
import { type DocumentKind, documentKinds } from './previous-snapshot.js';

type Texts = [name: string, owners: string | null, album: string | null];

/** Entries that are read to find one that still has a word. Only words that begin alike by the thousand need more. */
const mostRead = 2000;

/** The names of an entry whose words are listed for typing errors. */
const namesOf = ([name, owners]: Texts): readonly string[] => [name, ...ownerNames(owners)];
const wordsOf = (names: readonly string[]): ReadonlySet<string> => new Set(names.flatMap((name) => nameKey(name).split(' ')));

/** The search index of the previous publication, as far as it tells which entries of one kind have a word. */
class WordLists {
  private readonly lists: SearchLayers;
  private readonly near: SearchLayers;
  private readonly before: Statement<[number], Texts>;
  private readonly after: Statement<[number], Texts>;

  constructor(kind: DocumentKind, previous: Database, main: Database) {
    const page = previous.prepare<[number], Uint8Array>('SELECT lists FROM search_pages WHERE page = ?').pluck(true);
    const segments = previous.prepare<[string], SegmentRow>(
      'SELECT first_id AS firstId, last_id AS lastId, first_page AS firstPage, directory FROM search_segments WHERE source = ? ORDER BY segment',
    );
    const layers = (source: string): SearchLayers => new SearchLayers(segments.all(source), (number) => page.get(number));
    this.lists = layers(kind);
    this.near = layers(nearSource(kind));
    this.before = previous.prepare<[number], Texts>(entryTexts(kind)).raw(true);
    this.after = main.prepare<[number], Texts>(entryTexts(kind)).raw(true);
  }

  /** The words that are listed for an entry and that it no longer has. */
  lost(id: number): readonly string[] {
    const before = this.before.get(id);
    if (before === undefined) return [];
    const after = this.after.get(id);
    const now = after === undefined ? [] : namesOf(after);
    const gone = namesOf(before).filter((name) => !now.includes(name));
    if (gone.length === 0) return gone;
    const kept = wordsOf(now);
    return [...wordsOf(gone)].filter((word) => !kept.has(word) && this.isListed(word, id));
  }

  private isListed(word: string, id: number): boolean {
    const token = wordToken(word);
    return token !== undefined && this.near.stream(token).seek(id) === id;
  }

  /** An entry that has a word and had it before. */
  other(word: string): number | undefined {
    const ids = this.lists.stream({ any: [textPlan(TokenField.name, word), textPlan(TokenField.owner, word)] });
    let read = 0;
    for (let id = ids.seek(0); id !== Number.POSITIVE_INFINITY && read < mostRead; id = ids.seek(id + 1), read++) {
      const texts = this.after.get(id);
      if (texts !== undefined && wordsOf(namesOf(texts)).has(word)) return id;
    }
    return undefined;
  }
}

/**
 * A word that may be misspelt is listed for one entry that has it. When that entry changes or leaves, another that has the word
 * counts as affected too, and so is listed for it.
 */
export function relistWords(db: Database, previousFile: string, check: () => void): void {
  const previous = new DatabaseFile(previousFile, { readonly: true });
  try {
    for (const kind of documentKinds) {
      const lists = new WordLists(kind, previous, db);
      const ids = db
        .prepare<[], number>(`SELECT id FROM ${affectedIds('search', kind)} UNION SELECT id FROM ${goneEntries(kind)}`)
        .pluck(true);
      const lost = new Set<string>();
      for (const id of ids.all()) for (const word of lists.lost(id)) lost.add(word);
      const affect = db.prepare(`INSERT OR IGNORE INTO ${affectedIds('search', kind)} VALUES (?)`);
      for (const word of lost) {
        check();
        const other = lists.other(word);
        if (other !== undefined) affect.run(other);
      }
    }
  } finally {
    previous.close();
  }
}
