import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

/** The log-in page needs little of the rest; the rest needs a session first. */
async function start(): Promise<void> {
  const element = document.getElementById('root');
  if (element === null) throw new Error('the page has no place for the console');
  if (location.pathname === '/login') {
    const { LogIn } = await import('./pages/login/log-in.js');
    createRoot(element).render(
      <StrictMode>
        <LogIn />
      </StrictMode>,
    );
    return;
  }
  const [{ App }, { openSession }] = await Promise.all([import('./shell/app.js'), import('./shell/open-session.js')]);
  const session = await openSession();
  if (session === undefined) return;
  createRoot(element).render(
    <StrictMode>
      <App session={session} />
    </StrictMode>,
  );
}

void start();
