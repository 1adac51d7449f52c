/**
 * Headers that tell browsers what an answer is not: a page, a script, part of another site. They cost nothing to those
 * that are not browsers.
 */

/** For data: nothing in it is ever loaded or run, and it is never shown in a frame. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'";

/** For media: a browser that opens a link itself wraps the file in a page of its own. */
const mediaPolicy = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** For our own pages: nothing is loaded from other hosts; plain http must work, so no upgrade to https. */
const pagePolicy =
  "default-src 'self'; base-uri 'self'; font-src 'self' data:; form-action 'self'; frame-ancestors 'none'; object-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'";

/**
 * For the reader of the document: "Try it out" follows a stream to the origin, which is another host, and shows a picture that it
 * has fetched as a blob.
 */
export const readerPolicy = `${pagePolicy}; connect-src *; img-src 'self' data: blob:; media-src *`;

/**
 * For pages of our own that need nothing from elsewhere and write no markup of their own: scripts reach the page's tree, and make
 * workers, only through the policy `console` (Trusted Types).
 */
const strictPagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "media-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types console',
].join('; ');

const headers = (policy: string, resource: 'same-origin' | 'cross-origin') =>
  ({
    'content-security-policy': policy,
    'cross-origin-resource-policy': resource,
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  }) as const;

/** Of answers that only pages of this server may use. */
export const privateData = headers(dataPolicy, 'same-origin');
/** Of pages for who is logged in, and of their files: a worker is bound by the policy that comes with its own script. */
export const privatePage = { ...headers(strictPagePolicy, 'same-origin'), 'x-frame-options': 'DENY' } as const;
/** Of answers that pages of every site may read. */
export const publicData = headers(dataPolicy, 'cross-origin');
/** Of files that players on every site may play. */
export const publicMedia = headers(mediaPolicy, 'cross-origin');
