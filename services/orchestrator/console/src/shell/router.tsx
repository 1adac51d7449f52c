import { Component, lazy, type ReactElement, type ReactNode, Suspense } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { ErrorNote, Skeleton } from '../kit/feedback.js';
import { NotFound } from './not-found.js';
import { pages } from './pages.js';

const routes = Object.values(pages).map(({ path, load }) => ({ path, component: lazy(load) }));

/** The page at the address. */
export function Pages(): ReactElement {
  const [here] = useLocation();
  return (
    <Boundary key={here}>
      <Suspense fallback={<Skeleton rows={8} />}>
        <Switch>
          {routes.map(({ path, component }) => (
            <Route key={path} path={path} component={component} />
          ))}
          <Route component={NotFound} />
        </Switch>
      </Suspense>
    </Boundary>
  );
}

/** Keeps what fails in a page from taking the navigation with it. A newer version has other files: only a reload finds them. */
class Boundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state = { error: undefined };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error === undefined ? this.props.children : <ErrorNote error={error} retry={() => location.reload()} />;
  }
}
