import type { FactoryProvider, InjectionToken } from '@nestjs/common';

class Constant<Value> {
  constructor(readonly value: Value) {}
}

type Token<Value> = (abstract new (...given: never) => Value) | symbol | Constant<Value>;

/** A value that no module provides. */
export const constant = <Value>(value: Value): Constant<Value> => new Constant(value);

/**
 * A class without decorators, such as those of core, as a provider: made from what stands under these tokens, in the
 * order of its constructor. The compiler checks them, except for symbols.
 */
export function provided<Made, Given extends unknown[]>(
  provide: new (...given: Given) => Made,
  ...tokens: { [Index in keyof Given]: Token<Given[Index]> }
): FactoryProvider<Made> {
  const given: readonly Token<unknown>[] = tokens;
  const inject = given.filter((token) => !(token instanceof Constant)) as InjectionToken[];
  const useFactory = (...found: unknown[]): Made => {
    const next = found.values();
    return new provide(...(given.map((token) => (token instanceof Constant ? token.value : next.next().value)) as Given));
  };
  return { provide, inject, useFactory };
}
