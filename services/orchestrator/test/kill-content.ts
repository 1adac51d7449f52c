import { createHash } from 'node:crypto';

/** What the file of an item holds: too long to be written in one piece by chance. */
export function contentOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').repeat(400);
}
