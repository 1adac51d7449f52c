import createClient, { type Middleware } from 'openapi-fetch';
import { ApiError } from './api-error.js';
import type { paths } from './schema.gen.js';

/** The token of the session, which every request that changes something must bring. */
let csrfToken: string | undefined;

export function setCsrfToken(token: string | null): void {
  csrfToken = token ?? undefined;
}

const withToken: Middleware = {
  onRequest({ request }) {
    if (request.method !== 'GET' && csrfToken !== undefined) request.headers.set('x-csrf-token', csrfToken);
    return request;
  },
};

/** The console's API, typed by its own document; lists in addresses have commas. Answers with an error are values: see `answerOf`. */
export const api = createClient<paths>({ baseUrl: '', querySerializer: { array: { style: 'form', explode: false } } });
api.use(withToken);

interface Fetched<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The answer of a call, such as `answerOf(api.GET('/api/jobs', { params: { query: { limit: 50 } }, signal }))`.
 * @throws ApiError if there is none
 */
export async function answerOf<Data>(call: Promise<Fetched<Data>>): Promise<Data> {
  let fetched: Fetched<Data>;
  try {
    fetched = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw ApiError.unreachable(error);
  }
  if (fetched.error !== undefined || !fetched.response.ok) throw ApiError.of(fetched.response, fetched.error);
  return fetched.data as Data;
}
