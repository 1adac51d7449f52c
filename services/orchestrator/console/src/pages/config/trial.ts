/** What the list of revisions says about one of them. */
export interface TriedRevision {
  readonly id: number;
  readonly createdAt: string | null;
  readonly appliedAt: string | null;
  readonly watchedUntil: string | null;
  readonly returnedAt: string | null;
  readonly returnReason: string | null;
  readonly inForce: boolean;
}

/** How the newest apply stands. */
type Trial =
  | { readonly kind: 'none' }
  /** On trial: the services are watched, and the text before comes back if one of them fails. */
  | { readonly kind: 'watched'; readonly id: number; readonly until: number }
  | { readonly kind: 'kept'; readonly id: number; readonly at: number }
  | { readonly kind: 'returned'; readonly id: number; readonly at: number; readonly reason: string };

const instantOf = (text: string | null): number => (text === null ? Number.NEGATIVE_INFINITY : Date.parse(text));

/** Of what was applied last. After a return the revision before it counts as applied at that very time, so a return comes first. */
export function trialOf(revisions: readonly TriedRevision[]): Trial {
  const watched = revisions.find(({ watchedUntil }) => watchedUntil !== null);
  if (watched !== undefined) return { kind: 'watched', id: watched.id, until: instantOf(watched.watchedUntil) };
  const returned = latest(revisions, ({ returnedAt }) => returnedAt);
  const applied = latest(revisions, ({ appliedAt }) => appliedAt);
  if (returned !== undefined && returned.at >= (applied?.at ?? Number.NEGATIVE_INFINITY)) {
    return { kind: 'returned', id: returned.revision.id, at: returned.at, reason: returned.revision.returnReason ?? '' };
  }
  return applied === undefined ? { kind: 'none' } : { kind: 'kept', id: applied.revision.id, at: applied.at };
}

function latest(
  revisions: readonly TriedRevision[],
  pick: (revision: TriedRevision) => string | null,
): { readonly revision: TriedRevision; readonly at: number } | undefined {
  let found: { readonly revision: TriedRevision; readonly at: number } | undefined;
  for (const revision of revisions) {
    const at = instantOf(pick(revision));
    if (at > (found?.at ?? Number.NEGATIVE_INFINITY)) found = { revision, at };
  }
  return found;
}

interface Entry {
  readonly at: string | null;
  readonly actor: string;
  readonly action: string;
  readonly target: string;
  readonly outcome: string;
}

/** The log names users, tokens and services; of a user the name will do. */
const nameOf = (actor: string | undefined): string | undefined => actor?.replace(/^user /, '');

/** Who saved a revision. */
export const savedBy = ({ createdBy }: { readonly createdBy: string | null }): string | undefined => nameOf(createdBy ?? undefined);

/** Who applied a revision last. */
export const appliedBy = (entries: readonly Entry[], { id }: Pick<TriedRevision, 'id'>): string | undefined =>
  nameOf(
    entries.find(({ action, target, outcome }) => action === 'applyRevision' && outcome === 'done' && target === `revision ${id}`)?.actor,
  );
