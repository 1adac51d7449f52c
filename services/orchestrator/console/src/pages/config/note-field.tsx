import type { ReactElement } from 'react';
import { Field, Input } from '../../kit/controls.js';
import { useMessages } from '../../language/messages.js';
import { configWords } from './words.js';

const longest = 500;

/** Why a revision is made. */
export function NoteField({ note, write }: { note: string; write: (note: string) => void }): ReactElement {
  const say = useMessages(configWords);
  return (
    <Field label={say.note} help={say.noteHint}>
      <Input value={note} maxLength={longest} onChange={({ target }) => write(target.value)} />
    </Field>
  );
}
