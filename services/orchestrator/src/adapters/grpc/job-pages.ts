import { Fault } from '@catalogsync/faults';

interface PageRequest {
  readonly pageSize: number;
  readonly pageToken: string;
}

/** A page of records by id: after the id in the token, or before it for lists that are newest first. */
export interface PageOfIds {
  readonly limit: number;
  readonly id: number | undefined;
}

/** @throws Fault `invalid_argument` for a size out of range or a foreign token */
export function parsePage({ pageSize, pageToken }: PageRequest, sizes: { readonly max: number; readonly usual: number }): PageOfIds {
  if (pageSize < 0 || pageSize > sizes.max) throw new Fault('invalid_argument', `page_size must be 0 to ${sizes.max}`);
  const limit = pageSize === 0 ? sizes.usual : pageSize;
  if (pageToken === '') return { limit, id: undefined };
  const id = Number(Buffer.from(pageToken, 'base64url').toString());
  if (!Number.isSafeInteger(id) || id < 1 || pageTokenOf(id) !== pageToken)
    throw new Fault('invalid_argument', 'this page token was not issued here');
  return { limit, id };
}

/** Opaque to clients. */
export function pageTokenOf(id: number | undefined): string {
  return id === undefined ? '' : Buffer.from(String(id)).toString('base64url');
}
