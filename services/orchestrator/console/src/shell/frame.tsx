import { type ReactElement, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { Button } from '../kit/button.js';
import { Dialog } from '../kit/dialog.js';
import { Icon } from '../kit/icons.js';
import { useLanguage, useMessages } from '../language/messages.js';
import { verdictWords } from '../language/verdict-words.js';
import { useStanding } from '../live/use-standing.js';
import styles from './frame.module.css';
import { frameMessages } from './frame-messages.js';
import { Link } from './link.js';
import { LiveMark } from './live-mark.js';
import { navigation, type PageName, pageTitles } from './page-titles.js';
import { type PageEntry, pages } from './pages.js';
import { PersonMenu } from './person-menu.js';
import { Pages } from './router.js';
import { markedPages } from './verdict.js';
import { VerdictLine } from './verdict-line.js';

type Named = (typeof navigation)[number];

/** On a phone the first four stand at the foot of the page, the rest behind "more". */
const atFoot: readonly Named[] = ['dashboard', 'jobs', 'playlists', 'songs'];
const behind = navigation.filter((name) => !atFoot.includes(name));

/** What stands around every page: navigation, what needs the owner, who is logged in. */
export function Frame(): ReactElement {
  const say = useMessages(frameMessages);
  useTitle();
  return (
    <div className={styles.frame}>
      <a className={styles.skip} href="#content">
        {say.skip}
      </a>
      <Side />
      <header className={styles.top}>
        <VerdictLine />
        <LiveMark />
        <PersonMenu />
      </header>
      <main id="content" className={styles.main} tabIndex={-1}>
        <Pages />
      </main>
      <FootBar />
    </div>
  );
}

function Side(): ReactElement {
  const say = useMessages(frameMessages);
  const marks = useMarks();
  return (
    <nav className={styles.side} aria-label={say.pages}>
      <Link to="/dashboard" className={styles.brand}>
        <img src="/static/ops/icon.svg" width={24} height={24} alt="" />
        Catalogsync
      </Link>
      {navigation.map((name) => (
        <NavigationLink key={name} name={name} marks={marks} />
      ))}
    </nav>
  );
}

interface NavigationLinkProps {
  readonly name: Named;
  readonly marks: Marks;
  readonly onClick?: () => void;
}

function NavigationLink({ name, marks, onClick }: NavigationLinkProps): ReactElement {
  const language = useLanguage();
  const { path, icon } = pages[name];
  const [here] = useLocation();
  const isHere = here === path || here.startsWith(`${path}/`);
  return (
    <Link to={path} className={styles.nav} aria-current={isHere ? 'page' : undefined} onClick={onClick}>
      <Icon name={icon} />
      {pageTitles[name][language]}
      <Mark pages={[name]} marks={marks} />
    </Link>
  );
}

type Marks = ReturnType<typeof markedPages>;

/** The pages with something that needs the owner. */
function useMarks(): Marks {
  const { data } = useStanding();
  return markedPages(data?.verdict.causes ?? []);
}

/** A dot at pages with something that needs the owner: red if it stops work. */
function Mark({ pages: names, marks }: { pages: readonly Named[]; marks: Marks }): ReactElement | null {
  const say = useMessages(verdictWords);
  const marked = names.filter((name) => marks.has(name));
  if (marked.length === 0) return null;
  return (
    <span className={styles.dot} data-state={marked.some((name) => marks.get(name)) ? 'trouble' : 'attention'}>
      <span className="hidden">{`(${say.needsYou})`}</span>
    </span>
  );
}

function FootBar(): ReactElement {
  const say = useMessages(frameMessages);
  const marks = useMarks();
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <nav className={styles.bottom} aria-label={say.pagesAtFoot}>
      {atFoot.map((name) => (
        <NavigationLink key={name} name={name} marks={marks} />
      ))}
      <Button onClick={() => setOpen(true)} aria-haspopup="dialog">
        <Icon name="more" />
        {say.more}
        <Mark pages={behind} marks={marks} />
      </Button>
      <Dialog open={open} close={close} title={say.pages}>
        <div className={styles.sheet}>
          {behind.map((name) => (
            <NavigationLink key={name} name={name} marks={marks} onClick={close} />
          ))}
        </div>
      </Dialog>
    </nav>
  );
}

/** The title of the tab, in the language of the page. A page may set a better one once it knows it. */
function useTitle(): void {
  const language = useLanguage();
  const [here] = useLocation();
  useEffect(() => {
    const [name, id] = pageAt(here);
    document.title = `${pageTitles[name][language].replace('{id}', id)} · Catalogsync`;
  }, [here, language]);
}

function pageAt(pathname: string): [PageName, id: string] {
  const [, first = '', id = ''] = pathname.split('/');
  const isAt = ({ path }: PageEntry): boolean => path === (id === '' ? `/${first}` : `/${first}/:id`);
  const found = Object.entries(pages).find(([, entry]) => isAt(entry));
  return [(found?.[0] as PageName | undefined) ?? 'notFound', id];
}
