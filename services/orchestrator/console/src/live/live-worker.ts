/// <reference lib="webworker" />
import { LiveLink } from './live-link.js';
import type { LiveMessage, PageMessage } from './live-messages.js';

/**
 * One live stream for all tabs of a browser: over HTTP/1.1 it opens six connections to a host, and a stream for each tab would leave
 * the seventh without an answer.
 */
const pages = new Map<MessagePort, number>();
let link: LiveLink | undefined;

/** A tab that the browser kills says nothing: each gives signs of life, a hidden one once a minute. In milliseconds. */
const forgottenAfterMs = 150_000;

const tellAll = (message: LiveMessage): void => {
  for (const page of pages.keys()) page.postMessage(message);
};

function leave(page: MessagePort): void {
  pages.delete(page);
  if (pages.size > 0) return;
  link?.close();
  link = undefined;
}

function join(page: MessagePort, url: string): void {
  const isNew = !pages.has(page);
  pages.set(page, Date.now());
  link ??= new LiveLink(url, tellAll);
  if (isNew) for (const message of link.standing()) page.postMessage(message);
}

setInterval(() => {
  for (const [page, seen] of pages) if (Date.now() - seen > forgottenAfterMs) leave(page);
}, forgottenAfterMs / 2);

(self as unknown as SharedWorkerGlobalScope).addEventListener('connect', ({ ports: [page] }) => {
  if (page === undefined) return;
  page.addEventListener('message', ({ data }: MessageEvent<PageMessage>) => {
    if (data.kind === 'open') join(page, data.url);
    else leave(page);
  });
  page.start();
});
