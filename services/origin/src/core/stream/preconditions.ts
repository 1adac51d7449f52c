/** What distinguishes versions of a file. */
export interface Validators {
  /** A strong entity tag with its quotes. */
  readonly etag: string;
  /** Milliseconds since 1970, whole seconds. */
  readonly lastModified: number;
}

/** The conditional headers of a request, unparsed. */
export interface ConditionalHeaders {
  readonly ifMatch?: string | undefined;
  readonly ifUnmodifiedSince?: string | undefined;
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: string | undefined;
}

/** The answer required by the conditions, in the order of RFC 9110, section 13.2.2. */
export function evaluateConditions(headers: ConditionalHeaders, validators: Validators): 'go_on' | 'not_modified' | 'failed' {
  const { etag, lastModified } = validators;
  if (headers.ifMatch !== undefined) {
    if (!listed(headers.ifMatch, etag, 'strong')) return 'failed';
  } else if (headers.ifUnmodifiedSince !== undefined) {
    const since = parseHttpDate(headers.ifUnmodifiedSince);
    if (since !== undefined && lastModified > since) return 'failed';
  }
  if (headers.ifNoneMatch !== undefined) return listed(headers.ifNoneMatch, etag, 'weak') ? 'not_modified' : 'go_on';
  const since = parseHttpDate(headers.ifModifiedSince);
  return since !== undefined && lastModified <= since ? 'not_modified' : 'go_on';
}

/** Whether a Range applies: always without If-Range, otherwise only to the exact version it names (RFC 9110, 13.1.5). */
export function rangeApplies(ifRange: string | undefined, validators: Validators): boolean {
  if (ifRange === undefined) return true;
  const value = ifRange.trim();
  // A weak tag starts with W/, so it never equals ours; the comparison must be strong.
  return value.endsWith('"') ? value === validators.etag : parseHttpDate(value) === validators.lastModified;
}

function listed(header: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (header.trim() === '*') return true;
  const tags = header.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => (comparison === 'weak' ? tag.replace(/^W\//, '') : tag) === etag);
}

/** An HTTP date in milliseconds; other forms are ignored (RFC 9110, 13.1.3). */
function parseHttpDate(value: string | undefined): number | undefined {
  if (value === undefined || !/^[A-Z][a-z]+,? /.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}
