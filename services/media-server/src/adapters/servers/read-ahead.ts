/** Calls for the parts of a list, and how many of them may be under way while the caller works on one. */
export interface PartCalls<P> {
  /** Asks for the next part; undefined if there is nothing left to ask for. */
  next(signal: AbortSignal): Promise<P> | undefined;
  isLast(part: P): boolean;
  /** Read before each call: fewer at a server in trouble. */
  ahead(): number;
}

/**
 * The parts of a list in order. The first is asked for alone, as most lists have one; the following ones while the caller works on
 * earlier ones, which bounds both the waiting and what is kept in memory. Calls that nobody waits for any more are aborted.
 */
export async function* readAhead<P>({ next, isLast, ahead }: PartCalls<P>, signal: AbortSignal): AsyncIterable<P> {
  const left = new AbortController();
  const either = AbortSignal.any([signal, left.signal]);
  const asked: Promise<P>[] = [];
  const ask = (): boolean => {
    const part = next(either);
    // Its failure matters only to whoever takes it.
    part?.catch(() => undefined);
    if (part !== undefined) asked.push(part);
    return part !== undefined;
  };
  try {
    ask();
    for (let part = asked.shift(); part !== undefined; part = asked.shift()) {
      const read = await part;
      const ends = isLast(read);
      while (!ends && asked.length < ahead() && ask());
      yield read;
      if (ends) return;
    }
  } finally {
    left.abort();
  }
}
