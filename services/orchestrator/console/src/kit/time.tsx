import { type ReactElement, useSyncExternalStore } from 'react';
import { useFormat } from '../language/use-format.js';

/** One clock for the page: words such as "3 min ago" are drawn again every ten seconds, and not while the page is hidden. */
const tickMs = 10_000;
const listeners = new Set<() => void>();
let now = Date.now();

function tick(): void {
  if (document.visibilityState === 'hidden') return;
  now = Date.now();
  for (const listener of listeners) listener();
}

let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export const useNow = (): number => useSyncExternalStore(subscribe, () => now);

/** An instant of the API in milliseconds. */
export const instantOf = (text: string | null | undefined): number | undefined => (text ? Date.parse(text) : undefined);

/** An instant in words, with the exact time on hover and for screen readers. */
export function Ago({ at }: { at: string | number | null | undefined }): ReactElement | null {
  const format = useFormat();
  const current = useNow();
  const instant = typeof at === 'number' ? at : instantOf(at);
  if (instant === undefined) return null;
  const exact = format.exact(instant);
  const words = format.relative(instant, Math.max(current, instant > current && instant - current < tickMs ? instant : current));
  return (
    <time dateTime={new Date(instant).toISOString()} title={exact}>
      {words}
      <span className="hidden">{`, ${exact}`}</span>
    </time>
  );
}

/** A time of day, with the date unless it is today. */
export function Moment({ at }: { at: string | null | undefined }): ReactElement | null {
  const format = useFormat();
  const current = useNow();
  const instant = instantOf(at);
  if (instant === undefined) return null;
  return (
    <time dateTime={new Date(instant).toISOString()} title={format.exact(instant)}>
      {format.moment(instant, current)}
    </time>
  );
}
