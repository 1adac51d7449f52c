import { nameKey } from './entry-keys.js';
import { KeyTokenWriter, type TokenSink } from './key-tokens.js';
import { LooseTokenWriter } from './loose-tokens.js';
import type { NearWordWriter } from './near-words.js';
import type { TokenField } from './tokens.js';

/** Names whose tokens are kept, and their longest: some 4 MB at most. */
const MOST_KEPT = 8192;
const LONGEST_KEPT = 64;

/** Writes every token of a name in one field. */
export class NameWriter {
  private readonly keys: KeyTokenWriter;
  private readonly loose: LooseTokenWriter;

  constructor(field: TokenField, sink: TokenSink) {
    this.keys = new KeyTokenWriter(field, sink);
    this.loose = new LooseTokenWriter(field, sink);
  }

  write(name: string, near: NearWordWriter): void {
    const key = nameKey(name);
    this.keys.write(key);
    this.loose.write(name, key);
    near.write(key);
  }
}

/** Tokens of names that come again and again, as those of artists and albums: finding them takes longer than adding them. */
export class RepeatedTokens implements TokenSink {
  private readonly kept = new Map<string, Int32Array>();
  private tokens: number[] = [];

  constructor(private readonly sink: TokenSink) {}

  add(token: number): void {
    this.tokens.push(token);
  }

  /** Adds the tokens of a name; `write` adds them to this object, if they are not known. */
  repeat(name: string, write: () => void): void {
    let tokens = this.kept.get(name);
    if (tokens === undefined) {
      this.tokens = [];
      write();
      tokens = Int32Array.from(this.tokens);
      if (this.kept.size >= MOST_KEPT) this.kept.clear();
      if (name.length <= LONGEST_KEPT) this.kept.set(name, tokens);
    }
    for (let i = 0; i < tokens.length; i++) this.sink.add(tokens[i] as number);
  }
}
