/** A key that the owner gave to a program. Of its text only a hash is kept. */
export interface ApiKey {
  /** Short, for people: `k-4f2a`. */
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the text, in hex. The text is random enough that a slow hash would add nothing. */
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  /** Requests per minute, if not as for every key. */
  readonly perMinute?: number;
}

/** Finds keys by their text. */
export interface ApiKeys {
  find(text: string): ApiKey | undefined;
  /** Notes that a key was used just now. */
  used(key: ApiKey): void;
}
