import { type AnchorHTMLAttributes, createContext, type MouseEvent, type ReactElement, useCallback, useContext } from 'react';
import { useLocation } from 'wouter';
import { leaveScrolled } from './scroll.js';
import { printSearch, type Search } from './search.js';

/** Fetches the code of the page at a path; never rejects. Pages have links, so a link cannot know the pages. */
export const FetchPage = createContext<(path: string) => Promise<void>>(async () => undefined);

interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  /** The path, such as `/jobs/17`. */
  readonly to: string;
  readonly search?: Search;
}

/** A link to a page of the console. Its code is fetched as soon as somebody points at it. */
export function Link({ to, search = {}, onClick, ...others }: LinkProps): ReactElement {
  const goTo = useGoTo();
  const fetchPage = useContext(FetchPage);
  const follow = (event: MouseEvent<HTMLAnchorElement>): void => {
    onClick?.(event);
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (event.defaultPrevented || !isPlain || others.target !== undefined) return;
    event.preventDefault();
    goTo(to, search);
  };
  const fetch = (): void => void fetchPage(to);
  return <a href={to + printSearch(search)} onClick={follow} onMouseEnter={fetch} onFocus={fetch} {...others} />;
}

/** Goes to a page of the console. The page before stays until the code of the next one is there. */
export function useGoTo(): (to: string, search?: Search) => void {
  const [, navigate] = useLocation();
  const fetchPage = useContext(FetchPage);
  return useCallback(
    (to, search = {}) => {
      void fetchPage(to).then(() => {
        leaveScrolled(to);
        navigate(to + printSearch(search));
      });
    },
    [navigate, fetchPage],
  );
}
