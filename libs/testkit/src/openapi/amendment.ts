/** One place where a published document is wrong or narrower than the servers that it describes. */
export interface Amendment {
  /** A JSON pointer into the document: an existing value, a new member of an object, or `/-` for the end of a list. */
  readonly at: string;
  readonly value: unknown;
  /** Why the document does not say so itself. */
  readonly why: string;
}

/** A copy of the document with the amendments. @throws Error for a pointer that leads nowhere: the document has changed */
export function amended(document: object, amendments: readonly Amendment[]): object {
  const copy = structuredClone(document);
  for (const { at, value } of amendments) {
    const parts = at.split('/').slice(1).map(unescaped);
    const last = parts.pop() ?? '';
    const parent = parts.reduce((node: unknown, part) => (isRecord(node) ? node[part] : undefined), copy);
    if (!isRecord(parent)) throw new Error(`the document has nothing at ${at}`);
    if (Array.isArray(parent) && last === '-') parent.push(value);
    else parent[last] = value;
  }
  return copy;
}

function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Arrays too: their indices are names. */
function isRecord(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null;
}
