/**
 * States as data: the events each state accepts and where they lead. A state without events is an end state.
 */
export type StateTable<S extends string, E extends string> = Readonly<Record<S, Readonly<Partial<Record<E, S>>>>>;

export type Transition<S extends string> = { readonly ok: true; readonly to: S } | { readonly ok: false; readonly reason: string };

/** Where `event` leads from `from`, or why it does not apply there. Never throws. */
export function transition<S extends string, E extends string>(table: StateTable<S, E>, from: S, event: E): Transition<S> {
  const row: Readonly<Partial<Record<E, S>>> | undefined = Object.hasOwn(table, from) ? table[from] : undefined;
  if (row === undefined) return { ok: false, reason: `unknown state "${from}"` };
  const to = Object.hasOwn(row, event) ? row[event] : undefined;
  return to === undefined ? { ok: false, reason: `${event} does not apply in state ${from}` } : { ok: true, to };
}

/** Applies several events in turn; stops at the first that does not apply. */
export function transitionAlong<S extends string, E extends string>(table: StateTable<S, E>, from: S, events: readonly E[]): Transition<S> {
  let state = from;
  for (const event of events) {
    const step = transition(table, state, event);
    if (!step.ok) return step;
    state = step.to;
  }
  return { ok: true, to: state };
}
