import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { ApiError } from '../api/api-error.js';
import type { Session } from '../api/types.js';
import { Toasts } from '../kit/toast.js';
import { LiveStore } from '../live/live-store.js';
import { LiveContext } from '../live/use-live.js';
import { AppearanceProvider } from './appearance.js';
import { Frame } from './frame.js';
import { FetchPage } from './link.js';
import { fetchPage } from './pages.js';
import { restoreScrolling } from './scroll.js';
import { goToLogIn, SessionProvider } from './session.js';

const isTemporary = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === 'unreachable' || error.code === 'unavailable' || error.status >= 502);

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => isTemporary(error) && failures < 4,
      retryDelay: (failures) => Math.min(1000 * 2 ** failures, 10_000),
      throwOnError: (error) => {
        if (error instanceof ApiError && error.isLoggedOut) goToLogIn();
        return false;
      },
    },
  },
});

restoreScrolling();

const live = new LiveStore(document.body.dataset.sseUrl ?? '/api/events/stream');

/** The console for somebody who is logged in. */
export const App = ({ session }: { session: Session }): ReactElement => (
  <CSPProvider disableStyleElements>
    <QueryClientProvider client={queries}>
      <AppearanceProvider>
        <Toasts>
          <SessionProvider session={session}>
            <LiveContext value={live}>
              <FetchPage value={fetchPage}>
                <Frame />
              </FetchPage>
            </LiveContext>
          </SessionProvider>
        </Toasts>
      </AppearanceProvider>
    </QueryClientProvider>
  </CSPProvider>
);
