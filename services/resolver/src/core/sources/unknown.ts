/** Fields of a row or a message as core has them: undefined, not '' or 0, for what is not known. */
export type Known<T> = { readonly [K in keyof T]: T[K] extends string | number ? T[K] | undefined : T[K] };

/** The other way: everything is there. */
export type Plain<T> = { readonly [K in keyof T]: NonNullable<T[K]> };

/** Turns '' and 0 into undefined, each in its place. */
export function knownOf<T extends object>(fields: T): Known<T> {
  const known: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) known[name] = value === '' || value === 0 ? undefined : value;
  return known as Known<T>;
}

/** Puts `blanks` in place of what is not known. The fields stay in their order, so that a hash of them stays the same. */
export function withBlanks<F extends object, B extends { readonly [K in keyof F]?: F[K] }>(fields: F, blanks: B): Filled<F, keyof B> {
  const filled = { ...fields } as Record<string, unknown>;
  for (const [name, blank] of Object.entries(blanks)) filled[name] ??= blank;
  return filled as Filled<F, keyof B>;
}

type Filled<F, Names> = { readonly [K in keyof F]: K extends Names ? NonNullable<F[K]> : F[K] };
