/** Follows a file from the first byte of its audio to the last and looks for what is wrong with it. */
export interface StreamCheck {
  /** The next bytes, in order, of any length. */
  push(bytes: Buffer): void;
  /** After the last byte: what is wrong, empty if nothing. */
  end(): string;
}

/** Bytes that could not be judged yet, in front of the next ones. */
export function joined(rest: Buffer, next: Buffer): Buffer {
  return rest.length === 0 ? next : Buffer.concat([rest, next]);
}
