import { createContext, type ReactElement, type ReactNode, useCallback, useContext, useMemo, useRef, useState } from 'react';
import { ApiError } from '../api/api-error.js';
import { answerOf, api, setCsrfToken } from '../api/client.js';
import type { Session } from '../api/types.js';
import { Button } from '../kit/button.js';
import { Field, Input } from '../kit/controls.js';
import { Dialog } from '../kit/dialog.js';
import { asSaid } from '../kit/said.js';
import { tell } from '../kit/toast.js';
import { words } from '../kit/words.js';
import { defineMessages, useMessages } from '../language/messages.js';
import { useErrorText } from '../language/use-error-text.js';

const messages = defineMessages({
  confirmTitle: { zh: '请确认密码', en: 'Confirm your password' },
  confirmWhy: {
    zh: '这一步影响较大，需要十分钟内输入过密码。',
    en: 'This step matters: it needs your password, entered within the last ten minutes.',
  },
  password: { zh: '密码', en: 'Password' },
  confirm: { zh: '确认', en: 'Confirm' },
});

interface Access {
  readonly session: Session;
  /** Asks for the password; false if the dialog was closed. */
  readonly confirmPassword: () => Promise<boolean>;
}

const AccessContext = createContext<Access | undefined>(undefined);

function useAccess(): Access {
  const access = useContext(AccessContext);
  if (access === undefined) throw new Error('no session around this component');
  return access;
}

/** Who is logged in. */
export const useSession = (): Session => useAccess().session;

/** Why this login may not change anything; undefined if it may. For the `reason` of buttons. */
export function useReadOnlyReason(): string | undefined {
  const { readOnly } = useMessages(words);
  return useSession().role === 'operator' ? undefined : readOnly;
}

/** Leaves for the log-in page, and comes back to this one after it. */
export function goToLogIn(): void {
  location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
}

interface ActOptions {
  /** What to say when it is done. */
  readonly done?: string;
}

/**
 * Does something that changes something: says what was done or why not, asks for the password where the service wants it, and goes
 * to the log-in page if the login has ended. True if it was done.
 */
export function useAct(): (work: () => Promise<unknown>, options?: ActOptions) => Promise<boolean> {
  const { confirmPassword } = useAccess();
  const textOf = useErrorText();
  return useCallback(
    async (work, { done } = {}) => {
      try {
        await withPassword(work, confirmPassword);
        if (done !== undefined) tell(done);
        return true;
      } catch (error) {
        if (error instanceof ApiError && error.isLoggedOut) goToLogIn();
        else if (!(error instanceof DOMException && error.name === 'AbortError')) {
          const { text, said } = textOf(error);
          tell(text, { bad: true, more: said.length === 0 ? undefined : <span {...asSaid}>{said.join('. ')}</span> });
        }
        return false;
      }
    },
    [confirmPassword, textOf],
  );
}

async function withPassword(work: () => Promise<unknown>, confirmPassword: () => Promise<boolean>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ApiError && error.needsPassword)) throw error;
    if (!(await confirmPassword())) throw new DOMException('not confirmed', 'AbortError');
    return work();
  }
}

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }): ReactElement {
  const [asking, setAsking] = useState(false);
  const answer = useRef<(confirmed: boolean) => void>(undefined);
  const end = useCallback((confirmed: boolean): void => {
    setAsking(false);
    answer.current?.(confirmed);
    answer.current = undefined;
  }, []);
  const access = useMemo<Access>(
    () => ({
      session,
      confirmPassword: () =>
        new Promise((resolve) => {
          answer.current?.(false);
          answer.current = resolve;
          setAsking(true);
        }),
    }),
    [session],
  );
  return (
    <AccessContext value={access}>
      {children}
      <PasswordDialog open={asking} end={end} />
    </AccessContext>
  );
}

/** For calls that take the password of who is logged in. */
export const isWrongPassword = (error: unknown): boolean => error instanceof ApiError && error.code === 'permission_denied';

function PasswordDialog({ open, end }: { open: boolean; end: (confirmed: boolean) => void }): ReactElement {
  const say = { ...useMessages(words), ...useMessages(messages) };
  const textOf = useErrorText();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  async function confirm(form: HTMLFormElement): Promise<void> {
    setBusy(true);
    try {
      const password = String(new FormData(form).get('password'));
      setCsrfToken((await answerOf(api.POST('/api/session/confirm', { body: { password } }))).csrfToken);
      setProblem(undefined);
      end(true);
    } catch (error) {
      setProblem(isWrongPassword(error) ? say.wrongPassword : textOf(error).text);
    } finally {
      setBusy(false);
    }
  }
  const actions = (
    <>
      <Button onClick={() => end(false)}>{say.cancel}</Button>
      <Button kind="main" type="submit" form="confirm-password" busy={busy}>
        {say.confirm}
      </Button>
    </>
  );
  return (
    <Dialog open={open} close={() => end(false)} title={say.confirmTitle} actions={actions}>
      <form
        id="confirm-password"
        onSubmit={(event) => {
          event.preventDefault();
          void confirm(event.currentTarget);
        }}
      >
        <p>{say.confirmWhy}</p>
        <Field label={say.password} problem={problem}>
          <Input name="password" type="password" autoComplete="current-password" required autoFocus />
        </Field>
      </form>
    </Dialog>
  );
}
