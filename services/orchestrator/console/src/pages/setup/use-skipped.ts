import { useCallback, useState } from 'react';

const key = 'setup.skipped';

function skippedNow(): ReadonlySet<string> {
  try {
    return new Set((localStorage.getItem(key) ?? '').split(',').filter(Boolean));
  } catch {
    return new Set();
  }
}

/** The steps that were put off, on this device. */
export function useSkipped(): [ReadonlySet<string>, (step: string, isSkipped: boolean) => void] {
  const [skipped, setSkipped] = useState(skippedNow);
  const change = useCallback((step: string, isSkipped: boolean): void => {
    setSkipped((before) => {
      const after = new Set(before);
      if (isSkipped) after.add(step);
      else after.delete(step);
      try {
        localStorage.setItem(key, [...after].join(','));
      } catch {
        // A browser that keeps nothing shows it until it is closed.
      }
      return after;
    });
  }, []);
  return [skipped, change];
}
