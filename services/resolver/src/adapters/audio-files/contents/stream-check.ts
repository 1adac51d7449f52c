/** Checks a file from the first byte of its audio to the last. */
export interface StreamCheck {
  /** The next bytes, in order, of any length. */
  push(bytes: Buffer): void;
  /** After the last byte: the problems found; undefined if none. */
  end(): string | undefined;
}

/** Puts bytes that could not be judged yet in front of the next ones. */
export function joined(rest: Buffer, next: Buffer): Buffer {
  return rest.length === 0 ? next : Buffer.concat([rest, next]);
}
