import { Fault } from '@catalogsync/faults';

/**
 * All pages of a list, from the first.
 * @throws Fault `data_corrupt` if a list repeats its last page token: it would never end
 */
export async function* pagesOf<P extends { readonly nextPageToken: string }>(read: (pageToken: string) => Promise<P>): AsyncIterable<P> {
  let token = '';
  do {
    const page = await read(token);
    yield page;
    if (page.nextPageToken !== '' && page.nextPageToken === token) throw new Fault('data_corrupt', 'a list of pages does not end');
    token = page.nextPageToken;
  } while (token !== '');
}
