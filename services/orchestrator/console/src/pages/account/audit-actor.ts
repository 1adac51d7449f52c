/** Who did something, as the audit log names it: what kind, and its own name if it has one. */
export interface AuditActor {
  readonly kind: 'person' | 'commandLine' | 'schedule' | 'service' | 'byItself';
  /** Empty where the kind says all. */
  readonly name: string;
}

const prefixes = [
  ['user ', 'person'],
  ['schedule ', 'schedule'],
  ['service ', 'service'],
] as const;

/** Reads an actor such as "user admin" or "command line"; one that acts on a plan without being one acts by itself. */
export function actorOf({ actor, via }: { readonly actor: string; readonly via: string }): AuditActor {
  if (actor === 'command line') return { kind: 'commandLine', name: '' };
  const found = prefixes.find(([prefix]) => actor.startsWith(prefix));
  if (found !== undefined) return { kind: found[1], name: actor.slice(found[0].length) };
  return via === 'schedule' ? { kind: 'byItself', name: '' } : { kind: 'person', name: actor };
}
