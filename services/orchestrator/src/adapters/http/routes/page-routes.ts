import type { Parameter } from '@catalogsync/http';
import { Type } from 'typebox';
import { type ConsoleRoute, consoleRoutes } from '../console-route.js';
import type { ConsoleFiles } from '../pages/console-files.js';
import { assetsAddress, type PageAnswers } from '../pages/page-answers.js';

const route = consoleRoutes('pages');

/** The name of each page, by its address. */
const pages = {
  '/dashboard': 'dashboard',
  '/jobs': 'jobs',
  '/playlists': 'playlists',
  '/songs': 'songs',
  '/ranking': 'ranking',
  '/library': 'library',
  '/logs': 'logs',
  '/config': 'config',
  '/media': 'media',
  '/snapshots': 'snapshots',
  '/account': 'account',
  '/setup': 'setup',
} as const;

/** Of pages about one thing, whose id follows. */
const details = { '/jobs': 'job', '/playlists': 'playlist', '/songs': 'song' } as const;

/** Whatever it is: what is not there is answered with a page, not with a problem of its form. */
const anyText: Parameter<string> = { schema: Type.String(), required: true, parse: (text = '') => text };

const operationOf = (page: string): string => `show${page[0]?.toUpperCase()}${page.slice(1)}`;

/** Filters in an address are the page's own business: the server lets every query pass. */
const forBrowsers = { undocumented: true, query: undefined, answers: {}, problems: ['unavailable'] } as const;

/** The pages and the files that they load. */
export function pageRoutes(answers: PageAnswers, files: Pick<ConsoleFiles, 'asset'>): ConsoleRoute[] {
  return [
    route('showStart', 'GET /', {
      ...forBrowsers,
      summary: 'Leads to the overview.',
      access: 'page',
      handle: () => ({ status: 302, headers: { location: '/dashboard' } }),
    }),
    route('showLogin', 'GET /login', {
      ...forBrowsers,
      summary: 'The log-in page.',
      access: 'open',
      handle: ({ request }) => answers.page(request, 'login'),
    }),
    ...Object.entries(pages).map(([address, page]) =>
      route(operationOf(page), `GET ${address as `/${string}`}`, {
        ...forBrowsers,
        summary: `The page ${page}.`,
        access: 'page',
        handle: ({ request }) => answers.page(request, page),
      }),
    ),
    ...Object.entries(details).map(([address, page]) =>
      route(operationOf(page), `GET ${address as `/${string}`}/:id`, {
        ...forBrowsers,
        summary: `The page of one ${page}.`,
        access: 'page',
        path: { id: anyText },
        handle: ({ request, path }) => answers.page(request, page, path.id),
      }),
    ),
    route('getAsset', `GET ${assetsAddress}*`, {
      ...forBrowsers,
      summary: 'A file that the pages load.',
      access: 'open',
      path: { '*': anyText },
      head: 'handled',
      problems: ['not_found', 'unavailable'],
      handle: ({ request, path }) => files.asset(request, path['*']),
    }),
  ];
}
