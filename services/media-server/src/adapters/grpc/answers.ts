import type { ListStep, Outcome } from '../../core/engine/outcome.js';

/** @throws Fault of an outcome that is not done: `unsupported` is told apart by its code */
export function doneValue<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'done') return outcome.value;
  throw outcome.fault;
}

/** The pages of a list that is not empty. @throws Fault once the list ends otherwise than done */
async function* pagesOf<T>(steps: AsyncIterable<ListStep<T>>): AsyncIterable<readonly T[]> {
  for await (const step of steps) {
    if (step.kind !== 'page') doneValue(step);
    else if (step.items.length > 0) yield step.items;
  }
}

/** Each page as a message. */
export async function* messagesOf<T, M>(steps: AsyncIterable<ListStep<T>>, toMessage: (items: readonly T[]) => M): AsyncIterable<M> {
  for await (const page of pagesOf(steps)) yield toMessage(page);
}
