/** Fields of a row or message in core form: undefined, not '' or 0, for unknown values. */
export type KnownFields<T> = { readonly [K in keyof T]: T[K] extends string | number ? T[K] | undefined : T[K] };

/** The reverse: every field is present. */
export type Plain<T> = { readonly [K in keyof T]: NonNullable<T[K]> };

/** Turns '' and 0 into undefined, each in its place. */
export function knownOf<T extends object>(fields: T): KnownFields<T> {
  const known: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) known[name] = value === '' || value === 0 ? undefined : value;
  return known as KnownFields<T>;
}

/** Replaces unknown values by `blanks`. Keeps the order of the fields, so that a hash of them stays the same. */
export function withBlanks<F extends object, B extends { readonly [K in keyof F]?: F[K] }>(fields: F, blanks: B): Filled<F, keyof B> {
  const filled = { ...fields } as Record<string, unknown>;
  for (const [name, blank] of Object.entries(blanks)) filled[name] ??= blank;
  return filled as Filled<F, keyof B>;
}

type Filled<F, Names> = { readonly [K in keyof F]: K extends Names ? NonNullable<F[K]> : F[K] };
