import { useCallback, useEffect, useState } from 'react';

interface KeptDraft {
  /** The file when the draft began. */
  readonly base: string;
  readonly text: string;
}

export interface Draft {
  readonly text: string;
  readonly isChanged: boolean;
  /** The file is no longer what the draft began with. */
  readonly isMoved: boolean;
  readonly write: (change: string | ((text: string) => string)) => void;
  readonly discard: () => void;
}

const place = 'catalogsync settings draft';

function readKept(): KeptDraft | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(place) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return undefined;
    const { base, text } = kept as Record<string, unknown>;
    return typeof base === 'string' && typeof text === 'string' ? { base, text } : undefined;
  } catch {
    return undefined;
  }
}

function keep(draft: KeptDraft | undefined): void {
  try {
    if (draft === undefined) sessionStorage.removeItem(place);
    else sessionStorage.setItem(place, JSON.stringify(draft));
  } catch {
    // A browser that keeps nothing has it until the page is left.
  }
}

/** The text that is being edited: form and text show the same one. It survives a reload of the page. */
export function useDraft(file: string): Draft {
  const [kept, setKept] = useState(readKept);
  const isChanged = kept !== undefined && kept.text !== file;
  useEffect(() => keep(isChanged ? kept : undefined), [kept, isChanged]);
  const write = useCallback(
    (change: string | ((text: string) => string)): void =>
      setKept((before) => {
        const text = typeof change === 'string' ? change : change(before?.text ?? file);
        return text === file ? undefined : { base: before?.base ?? file, text };
      }),
    [file],
  );
  const discard = useCallback(() => setKept(undefined), []);
  return { text: kept?.text ?? file, isChanged, isMoved: isChanged && kept.base !== file, write, discard };
}
