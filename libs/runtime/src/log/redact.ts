import { censor, isSecretName, withoutSecrets } from './secret-text.js';

/** Limits of one entry, so that a huge or endless object costs a bounded time. */
const most = { depth: 8, entries: 100, values: 1000 } as const;

/** Private parts of a JWK (RFC 7518, section 6; RFC 8037); as names they are too short to be secret everywhere. */
const privateJwkParts = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']);

/** A header whose value is the next element of a flat list, as Node and undici keep them. */
const secretHeader = /^((proxy-)?authorization|(set-)?cookie|x-[\w-]*(token|key|secret))$/i;

/** Properties of an error that are not enumerable. */
const ofErrors = ['message', 'stack', 'cause', 'errors'] as const;

/** Copies one log entry without its secrets; reads nothing twice and calls no code of the entry but getters. */
class Redaction {
  private readonly above = new Set<object>();
  private left: number = most.values;

  copy(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return withoutSecrets(value);
    if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
    if (typeof value === 'function') return undefined;
    if (typeof value !== 'object' || value === null) return value;
    if (this.above.has(value)) return '[circular]';
    if (depth >= most.depth || this.left <= 0) return '[cut]';
    this.above.add(value);
    try {
      return this.copyObject(value, depth + 1);
    } catch (error) {
      return `[unreadable: ${errorText(error)}]`;
    } finally {
      this.above.delete(value);
    }
  }

  private copyObject(value: object, depth: number): unknown {
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    if (value instanceof URL || value instanceof URLSearchParams) return withoutSecrets(`${value instanceof URL ? '' : '?'}${value}`);
    if (value instanceof Map || isHeaders(value)) return this.copyEntries(value.entries(), depth);
    if (value instanceof Set) return this.copyList(value.values(), depth);
    if (Array.isArray(value)) return this.copyList(value.values(), depth);
    return this.copyProperties(value, depth);
  }

  private copyList(values: Iterable<unknown>, depth: number): unknown[] {
    const copies: unknown[] = [];
    let afterHeader = false;
    for (const value of values) {
      if (!this.mayTake(copies.length)) return [...copies, '[cut]'];
      copies.push(afterHeader && typeof value !== 'object' ? censor : this.copy(value, depth));
      afterHeader = typeof value === 'string' && secretHeader.test(value);
    }
    return copies;
  }

  private copyEntries(entries: Iterable<readonly [unknown, unknown]>, depth: number): Record<string, unknown> {
    const copies = new Map<string, unknown>();
    for (const [key, value] of entries) {
      if (!this.mayTake(copies.size)) return { ...Object.fromEntries(copies), '…': '[cut]' };
      const name = typeof key === 'object' ? '[object]' : String(key);
      copies.set(withoutSecrets(name), this.copyNamed(name, value, depth));
    }
    return Object.fromEntries(copies);
  }

  private copyProperties(value: object, depth: number): unknown {
    const isJwk = Object.hasOwn(value, 'kty');
    const isError = value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
    const names = isError ? [...ofErrors, ...Object.keys(value)] : Object.keys(value);
    const copies = new Map<string, unknown>(isError ? [['type', typeOf(value)]] : []);
    for (const name of new Set(names)) {
      if (!this.mayTake(copies.size)) return { ...Object.fromEntries(copies), '…': '[cut]' };
      const copy = isJwk && privateJwkParts.has(name) ? censor : this.copyProperty(value, name, depth);
      if (copy !== undefined) copies.set(withoutSecrets(name), copy);
    }
    return Object.fromEntries(copies);
  }

  private copyProperty(owner: object, name: string, depth: number): unknown {
    try {
      return this.copyNamed(name, (owner as Record<string, unknown>)[name], depth);
    } catch (error) {
      return `[unreadable: ${errorText(error)}]`;
    }
  }

  /** Whether something is set is no secret. */
  private copyNamed(name: string, value: unknown, depth: number): unknown {
    const hidden = isSecretName(name) && value !== null && value !== undefined && value !== '' && typeof value !== 'boolean';
    return hidden ? censor : this.copy(value, depth);
  }

  private mayTake(taken: number): boolean {
    this.left -= 1;
    return taken < most.entries && this.left > 0;
  }
}

function isHeaders(value: object): value is Headers {
  return typeof Headers === 'function' && value instanceof Headers;
}

function typeOf(error: object): string {
  const { name } = error as { name?: unknown };
  return typeof name === 'string' && name !== '' ? name : 'Error';
}

function errorText(error: unknown): string {
  try {
    return withoutSecrets(String((error as { message?: unknown } | null)?.message ?? error)).slice(0, 200);
  } catch {
    return 'it cannot say why'; // Its message throws as well.
  }
}

/** A copy of what a log entry shows, without secrets. Errors become plain objects with their causes. Never throws. */
export function redacted(value: unknown): unknown {
  return new Redaction().copy(value, 0);
}
