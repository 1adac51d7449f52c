import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import { Button } from '../../kit/button.js';
import { Field, Input, Select } from '../../kit/controls.js';
import { CopyField } from '../../kit/copy.js';
import { Dialog } from '../../kit/dialog.js';
import { Icon } from '../../kit/icons.js';
import { words } from '../../kit/words.js';
import { useMessages } from '../../language/messages.js';
import { oneOf } from '../../shell/search.js';
import { useAct } from '../../shell/session.js';
import styles from './account.module.css';
import { accountWords, tokenWords } from './words.js';

type NewApiToken = Schemas['NewApiToken'];

const roles = ['read_only', 'operator'] as const;
const lifetimes = ['30', '90', '365', ''] as const;

interface NewTokenDialogProps {
  readonly open: boolean;
  readonly close: () => void;
}

/** Makes a token and shows it, once. */
export function NewTokenDialog({ open, close }: NewTokenDialogProps): ReactElement {
  const [made, setMade] = useState<NewApiToken>();
  const end = (): void => {
    setMade(undefined);
    close();
  };
  return made === undefined ? <TokenForm open={open} close={close} made={setMade} /> : <MadeToken token={made} close={end} />;
}

function TokenForm({ open, close, made }: NewTokenDialogProps & { readonly made: (token: NewApiToken) => void }): ReactElement {
  const say = { ...useMessages(words), ...useMessages(accountWords), ...useMessages(tokenWords) };
  const [role, setRole] = useState<(typeof roles)[number]>('read_only');
  const [days, setDays] = useState('90');
  const create = useCreate(made);
  const actions = (
    <>
      <Button onClick={close}>{say.cancel}</Button>
      <Button kind="main" type="submit" form="new-token">
        {say.create}
      </Button>
    </>
  );
  return (
    <Dialog open={open} close={close} title={say.create} actions={actions}>
      <form
        id="new-token"
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void create({ name: String(new FormData(event.currentTarget).get('name')), role, days });
        }}
      >
        <Field label={say.name} help={say.nameHelp}>
          <Input name="name" maxLength={100} required autoFocus autoComplete="off" />
        </Field>
        <Field label={say.role} help={role === 'operator' ? say.operatorMeans : say.readOnlyMeans}>
          <Select
            options={roles.map((value) => ({ value, name: say[value] }))}
            value={role}
            choose={(value) => setRole(oneOf(roles, value) ?? 'read_only')}
          />
        </Field>
        <Field label={say.expires}>
          <Select
            options={lifetimes.map((value) => ({ value, name: value === '' ? say.never : say.days(value) }))}
            value={days}
            choose={setDays}
          />
        </Field>
      </form>
    </Dialog>
  );
}

interface Wanted {
  readonly name: string;
  readonly role: (typeof roles)[number];
  /** Empty: it never expires. */
  readonly days: string;
}

function useCreate(made: (token: NewApiToken) => void): (wanted: Wanted) => Promise<void> {
  const act = useAct();
  const queries = useQueryClient();
  return async ({ name, role, days }) => {
    const body = { name, role, expiresInDays: days === '' ? undefined : Number(days) };
    await act(async () => made(await answerOf(api.POST('/api/tokens', { body }))));
    await Promise.all(['tokens', 'audit'].map((key) => queries.invalidateQueries({ queryKey: [key] })));
  };
}

function MadeToken({ token: { name, token }, close }: { token: NewApiToken; close: () => void }): ReactElement {
  const say = useMessages(tokenWords);
  const done = (
    <Button kind="main" onClick={close}>
      {say.done}
    </Button>
  );
  return (
    <Dialog open close={close} title={<span data-data>{say.ready(name)}</span>} actions={done}>
      <p className={styles.warning}>
        <Icon name="warn" size={18} />
        {say.shownOnce}
      </p>
      <CopyField label={say.theToken} value={token} />
      <p className={styles.muted}>
        {say.howToUse} <code>Authorization: Bearer …</code>
      </p>
    </Dialog>
  );
}
