import { ApiError } from '../api/api-error.js';
import { answerOf, api, setCsrfToken } from '../api/client.js';
import type { Session } from '../api/types.js';
import { goToLogIn } from './session.js';

const againAfterMs = 2000;

/** Who is logged in. Waits for a service that is starting; leaves for the log-in page, with undefined, if nobody is. */
export async function openSession(): Promise<Session | undefined> {
  for (;;) {
    try {
      const session = await answerOf(api.GET('/api/session'));
      setCsrfToken(session.csrfToken);
      return session;
    } catch (error) {
      if (error instanceof ApiError && error.isLoggedOut) {
        goToLogIn();
        return undefined;
      }
      await new Promise((resolve) => setTimeout(resolve, againAfterMs));
    }
  }
}
