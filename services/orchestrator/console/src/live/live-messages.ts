/** What the live stream tells a page. */
export type LiveMessage =
  | { readonly kind: 'snapshot'; readonly text: string }
  /** Missed events are gone: what is on the page must be read again. */
  | { readonly kind: 'resync' }
  | { readonly kind: 'state'; readonly state: LinkState };

/** `refused`: the server answered and gave no stream; the login has ended, or there are too many streams. */
export type LinkState = 'connecting' | 'live' | 'reconnecting' | 'refused';

/** What a page tells the worker. */
export type PageMessage = { readonly kind: 'open'; readonly url: string } | { readonly kind: 'close' };
