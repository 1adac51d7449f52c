import { IdList, type TokenLists } from './id-list.js';

/** Pairs of a token and an entry that are sorted at once: 8 MB. */
const MOST_PAIRS = 1 << 20;
/** More than one entry has: 4,000 characters of words. */
const PAIRS_OF_ENTRY = 8000;

/**
 * Collects the entries of near tokens. Nearly every such token has one entry, so sorting pairs takes less memory and less
 * time than a table of lists. Pairs are numbers of 53 bits: token, then the place of the entry.
 */
export class NearLists implements TokenLists {
  private readonly pairs = new Float64Array(MOST_PAIRS + PAIRS_OF_ENTRY);
  private count = 0;
  private ids: number[] = [];
  private id = -1;

  /** Tokens added from now on belong to this entry. */
  nextEntry(id: number): void {
    this.id = id;
  }

  get full(): boolean {
    return this.count >= MOST_PAIRS;
  }

  add(token: number): void {
    if (this.ids.length === 0 || this.ids[this.ids.length - 1] !== this.id) this.ids.push(this.id);
    if (this.count < this.pairs.length) this.pairs[this.count++] = token * MOST_PAIRS * 2 + this.ids.length - 1;
  }

  get firstId(): number | undefined {
    return this.ids[0];
  }

  get lastId(): number {
    return this.ids[this.ids.length - 1] ?? 0;
  }

  visitLists(visit: (token: number, list: IdList) => void): void {
    const sorted = this.pairs.subarray(0, this.count).sort();
    const list = new IdList();
    let token = -1;
    for (const pair of sorted) {
      const own = Math.floor(pair / (MOST_PAIRS * 2));
      const id = this.ids[pair % (MOST_PAIRS * 2)] ?? 0;
      if (own !== token) {
        if (token >= 0) visit(token, list);
        list.start(id);
        token = own;
      } else list.add(id);
    }
    if (token >= 0) visit(token, list);
  }

  clear(): void {
    this.count = 0;
    this.ids = [];
  }
}
