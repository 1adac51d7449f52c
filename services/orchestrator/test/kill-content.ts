import { createHash } from 'node:crypto';

/** The content of an item's file: too long to be written in one piece by accident. */
export function contentOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').repeat(400);
}
