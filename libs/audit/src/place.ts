import { Fault } from '@catalogsync/faults';

/** Where a page of the log ended: an entry of one service. It is a place among the entries of every service. */
export interface AuditPlace {
  readonly at: number;
  readonly service: string;
  readonly id: number;
}

const form = /^(\d{1,15})\.([a-z][a-z-]{0,30})\.(\d{1,16})$/;

export const isPlaceText = (text: unknown): text is string => typeof text === 'string' && form.test(text);

export const placeOf = ({ at, service, id }: AuditPlace): AuditPlace => ({ at, service, id });

export const printPlace = ({ at, service, id }: AuditPlace): string => `${at}.${service}.${id}`;

/** @throws Fault `invalid_argument` */
export function parsePlace(text: string): AuditPlace {
  const [, at, service = '', id] = form.exec(text) ?? [];
  if (at === undefined)
    throw new Fault('invalid_argument', 'the page token does not belong to the audit log', { hint: 'Start with an empty one.' });
  return { at: Number(at), service, id: Number(id) };
}

/** Of the entries of `service` made in the very millisecond of a place: those with an id below this come after it, see `latestFirst`. */
export function idsBefore({ service: last, id }: AuditPlace, service: string): number {
  if (service === last) return id;
  return service > last ? Number.MAX_SAFE_INTEGER : 0;
}
