import { type ReactElement, useState } from 'react';
import { ApiError } from '../../api/api-error.js';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../kit/button.js';
import { Field, Input } from '../../kit/controls.js';
import { Dialog } from '../../kit/dialog.js';
import { Card, Facts } from '../../kit/page.js';
import { tell } from '../../kit/toast.js';
import { words } from '../../kit/words.js';
import { useMessages } from '../../language/messages.js';
import { useErrorText } from '../../language/use-error-text.js';
import { goToLogIn, isWrongPassword, useSession } from '../../shell/session.js';
import styles from './account.module.css';
import { accountWords } from './words.js';

const shortestPassword = 10;

/** Who is logged in, as what, and the password. */
export function OwnLogin(): ReactElement {
  const say = useMessages(accountWords);
  const { username, role } = useSession();
  const [open, setOpen] = useState(false);
  const means = role === 'operator' ? say.operatorMeans : say.readOnlyMeans;
  const change = <Button onClick={() => setOpen(true)}>{say.password}</Button>;
  return (
    <Card title={say.you} actions={change}>
      <Facts
        facts={[
          [
            say.name,
            <strong key="name" data-data>
              {username}
            </strong>,
          ],
          [
            say.role,
            <span key="role">
              {say[role]} <span className={styles.muted}>{means}</span>
            </span>,
          ],
        ]}
      />
      <PasswordDialog open={open} close={() => setOpen(false)} />
    </Card>
  );
}

function PasswordDialog({ open, close }: { open: boolean; close: () => void }): ReactElement {
  const say = { ...useMessages(words), ...useMessages(accountWords) };
  const { busy, problem, change } = useChange(close);
  const actions = (
    <>
      <Button onClick={close}>{say.cancel}</Button>
      <Button kind="main" type="submit" form="change-password" busy={busy}>
        {say.change}
      </Button>
    </>
  );
  return (
    <Dialog open={open} close={close} title={say.password} actions={actions}>
      <form
        id="change-password"
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          void change(new FormData(event.currentTarget));
        }}
      >
        <Field label={say.currentPassword} problem={problem}>
          <Input name="current" type="password" autoComplete="current-password" required autoFocus />
        </Field>
        <Field label={say.newPassword} help={say.newPasswordHelp(String(shortestPassword))}>
          <Input name="new" type="password" autoComplete="new-password" minLength={shortestPassword} required />
        </Field>
      </form>
    </Dialog>
  );
}

/** A wrong password is said in the form, not beside it. */
function useChange(close: () => void) {
  const say = { ...useMessages(words), ...useMessages(accountWords) };
  const textOf = useErrorText();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const change = async (given: FormData): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const body = { currentPassword: String(given.get('current')), newPassword: String(given.get('new')) };
      await answerOf(api.POST('/api/password', { body }));
      tell(say.passwordChanged);
      close();
    } catch (error) {
      if (error instanceof ApiError && error.isLoggedOut) goToLogIn();
      else setProblem(isWrongPassword(error) ? say.wrongPassword : textOf(error).text);
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, change };
}
