import { type Answer, type IncomingRequest, pathOf, privatePage } from '@catalogsync/http';
import type { DashboardReader } from '../../../core/console/dashboard.js';
import { isSecure } from '../session-cookie.js';
import type { ConsoleFiles } from './console-files.js';
import { pageLanguage } from './page-language.js';
import { completePage, type PageState, type Shell } from './page-shell.js';

/** Where the files of the pages are served. */
export const assetsAddress = '/static/ops/';

/** Below these there are no pages: who asks there for something unknown is a program. */
const withoutPages = /^\/(api|static)(\/|$)/;

/** Whether a browser wants to show this address, rather than a program read it. */
export function asksForPage({ method, headers, raw }: Pick<IncomingRequest, 'method' | 'headers' | 'raw'>): boolean {
  return method === 'GET' && (headers.accept ?? '').includes('text/html') && !withoutPages.test(pathOf(raw.url));
}

/** The pages of the console: one built page, completed for each address. */
export class PageAnswers {
  constructor(
    private readonly files: Pick<ConsoleFiles, 'page'>,
    private readonly dashboard: Pick<DashboardReader, 'read'>,
  ) {}

  /** @throws Fault `unavailable` if the pages are not built */
  async page(request: IncomingRequest, page: string, id?: string): Promise<Answer> {
    // Such an id cannot be: the page would show it in its title.
    if (id !== undefined && !/^[1-9]\d{0,15}$/.test(id)) return this.notFound(request);
    const summary = page === 'dashboard' ? await this.summary() : undefined;
    return this.answer(request, 200, { page, id, summary });
  }

  /** The page for an address that has none. */
  notFound(request: IncomingRequest): Promise<Answer> {
    return this.answer(request, 404, { page: 'notFound' });
  }

  private async answer(request: IncomingRequest, status: number, state: Omit<PageState, 'language'>): Promise<Answer> {
    const { template, shell } = await this.files.page();
    const body = completePage(template, shell, { ...state, language: pageLanguage(request.headers) });
    // Browsers heed it on secure connections only, and complain elsewhere.
    const opener: Record<string, string> = isSecure(request) ? { 'cross-origin-opener-policy': 'same-origin' } : {};
    const headers = { ...privatePage, ...opener, ...preloading(shell, state.page), 'content-type': 'text/html; charset=utf-8' };
    return { status, body, headers };
  }

  private async summary(): Promise<PageState['summary']> {
    const { counts, jobs } = await this.dashboard.read();
    const runningJobs = jobs.filter(({ job }) => job.status === 'running').length;
    return { songs: counts.songs, playlists: counts.playlists, downloaded: counts.downloadedSongs, runningJobs };
  }
}

/** What the page's own part needs, so that the browser fetches it together with the rest (RFC 8288). */
function preloading({ preload }: Shell, page: string): Record<string, string> {
  const links = (preload[page] ?? []).map((file) => {
    const kind = file.endsWith('.css') ? 'rel=preload; as=style' : 'rel=modulepreload';
    return `<${assetsAddress}${file}>; ${kind}`;
  });
  return links.length === 0 ? {} : { link: links.join(', ') };
}
