import { type Static, type TSchema, Type } from 'typebox';

/** A number or text: these services write the same member either way. */
export const NumberOrText = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);
export type NumberOrText = Static<typeof NumberOrText>;

/** A member that a service may leave out. */
export const maybe = <S extends TSchema>(schema: S) => Type.Optional(schema);

/** A word or number as text; empty for anything else, which may not even have a text. */
export function wordOf(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
}

/** An id in either notation; undefined for none, which some write as 0. */
export function knownId(value: unknown): string | undefined {
  const id = wordOf(value).trim();
  return id === '' || id === '0' ? undefined : id;
}

/** A count or size in either notation; undefined for anything that is not a number. */
export function countOf(value: NumberOrText | undefined): number | undefined {
  const text = String(value ?? '').trim();
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Whether a member of the kind `1`, `"1"`, `true` is set. */
export function isSet(value: NumberOrText | undefined): boolean {
  return value === true || String(value ?? '') === '1';
}

/** An address of the web; undefined for anything else. */
export function webAddress(text: string | undefined): string | undefined {
  const address = text?.startsWith('//') === true ? `https:${text}` : text;
  return address !== undefined && /^https?:\/\/[^/\s]/i.test(address) ? address : undefined;
}
