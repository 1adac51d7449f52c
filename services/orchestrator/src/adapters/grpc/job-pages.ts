import { Fault } from '@catalogsync/faults';
import type { NamePlace } from '../../core/console/catalogue-lists.js';

interface PageRequest {
  readonly pageSize: number;
  readonly pageToken: string;
}

interface PageSizes {
  readonly max: number;
  readonly usual: number;
}

/** A page of records by id: after the id in the token, or before it for lists that are newest first. */
export interface PageOfIds {
  readonly limit: number;
  readonly id: number | undefined;
}

/** @throws Fault `invalid_argument` for a size out of range or a foreign token */
export function parsePage({ pageSize, pageToken }: PageRequest, sizes: PageSizes): PageOfIds {
  const limit = pageLimit(pageSize, sizes);
  if (pageToken === '') return { limit, id: undefined };
  const id = Number(Buffer.from(pageToken, 'base64url').toString());
  if (!Number.isSafeInteger(id) || id < 1 || pageTokenOf(id) !== pageToken) throw foreignToken();
  return { limit, id };
}

/** @throws Fault `invalid_argument` */
function pageLimit(pageSize: number, sizes: PageSizes): number {
  if (pageSize < 0 || pageSize > sizes.max) throw new Fault('invalid_argument', `page_size must be 0 to ${sizes.max}`);
  return pageSize === 0 ? sizes.usual : pageSize;
}

const foreignToken = (): Fault => new Fault('invalid_argument', 'this page token was not issued here');

/** Opaque to clients. */
export function pageTokenOf(id: number | undefined): string {
  return id === undefined ? '' : Buffer.from(String(id)).toString('base64url');
}

/** A page of records by name. */
export interface PageOfNames {
  readonly limit: number;
  readonly after: NamePlace | undefined;
}

/** @throws Fault as `parsePage` */
export function parseNamePage({ pageSize, pageToken }: PageRequest, sizes: PageSizes): PageOfNames {
  const limit = pageLimit(pageSize, sizes);
  if (pageToken === '') return { limit, after: undefined };
  const [, id = '', name = ''] = /^(\d{1,16}) (.*)$/s.exec(Buffer.from(pageToken, 'base64url').toString()) ?? [];
  const after = { name, id: Number(id) };
  if (id === '' || nameTokenOf(after) !== pageToken) throw foreignToken();
  return { limit, after };
}

/** Opaque to clients. */
export function nameTokenOf(place: NamePlace | undefined): string {
  return place === undefined ? '' : Buffer.from(`${place.id} ${place.name}`).toString('base64url');
}
