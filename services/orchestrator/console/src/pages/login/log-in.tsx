import { type FormEvent, type ReactElement, useEffect, useState } from 'react';
import { ApiError } from '../../api/api-error.js';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../kit/button.js';
import { Field, Input } from '../../kit/controls.js';
import { words } from '../../kit/words.js';
import { type Language, languageNow, rememberLanguage } from '../../language/language.js';
import { defineMessages, inLanguage } from '../../language/messages.js';
import { pageTitles } from '../../shell/page-titles.js';
import styles from './log-in.module.css';

const messages = defineMessages({
  name: { zh: '用户名', en: 'User name' },
  password: { zh: '密码', en: 'Password' },
  logIn: { zh: '登录', en: 'Log in' },
  wrong: { zh: '用户名或密码不对。', en: 'Wrong user name or password.' },
  wait: {
    zh: (seconds: string) => `失败次数太多，请等 ${seconds} 秒再试。`,
    en: (seconds: string) => `Too many failed logins: try again in ${seconds} s.`,
  },
  forgotten: {
    zh: '首次启动时，命令行会打印用户名和密码。忘了？在那台机器上运行：',
    en: 'The first start printed the login on the command line. Forgotten? On that machine, run:',
  },
  other: { zh: 'English', en: '中文' },
});

/** Only to pages of ours. */
function nextPage(): string {
  const next = new URLSearchParams(location.search).get('next') ?? '/dashboard';
  return next.startsWith('/') && !next.startsWith('//') && !next.startsWith('/\\') && !next.startsWith('/login') ? next : '/dashboard';
}

/** The only page for strangers. */
export function LogIn(): ReactElement {
  const [language, setLanguage] = useState<Language>(languageNow);
  const say = inLanguage(messages, language);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = `${pageTitles.login[language]} · Catalogsync`;
  }, [language]);
  async function logIn(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    setBusy(true);
    try {
      const body = { username: String(given.get('username')), password: String(given.get('password')) };
      await answerOf(api.POST('/api/login', { body }));
      location.replace(nextPage());
    } catch (error) {
      setProblem(problemOf(error, language));
      setBusy(false);
    }
  }
  const change = (): void => {
    const other = language === 'en' ? 'zh-CN' : 'en';
    rememberLanguage(other);
    setLanguage(other);
  };
  return (
    <main className={styles.screen}>
      <form className={styles.card} onSubmit={(event) => void logIn(event)}>
        <div className={styles.head}>
          <img src="/static/ops/icon.svg" width={32} height={32} alt="" />
          <h1>Catalogsync</h1>
        </div>
        <Field label={say.name}>
          <Input name="username" autoComplete="username" autoCapitalize="none" spellCheck={false} required autoFocus />
        </Field>
        <Field label={say.password}>
          <Input name="password" type="password" autoComplete="current-password" required />
        </Field>
        {problem === undefined ? null : (
          <p className={styles.problem} role="alert">
            {problem}
          </p>
        )}
        <Button kind="main" type="submit" busy={busy}>
          {say.logIn}
        </Button>
        <p className={styles.hint}>
          {say.forgotten} <code>./catalogsync console reset-password</code>
        </p>
        <Button kind="quiet" className={styles.language} lang={language === 'en' ? 'zh-CN' : 'en'} onClick={change}>
          {say.other}
        </Button>
      </form>
    </main>
  );
}

function problemOf(error: unknown, language: Language): string {
  const say = inLanguage(messages, language);
  if (!(error instanceof ApiError)) return String(error);
  if (error.isLoggedOut) return say.wrong;
  if (error.code === 'unreachable') return inLanguage(words, language).unreachable;
  const seconds = /\d+/.exec(error.hint ?? '')?.[0];
  return error.status === 429 && seconds !== undefined ? say.wait(seconds) : error.message;
}
