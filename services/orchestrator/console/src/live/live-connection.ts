import { LiveLink } from './live-link.js';
import type { LiveMessage, PageMessage } from './live-messages.js';
import workerUrl from './live-worker.ts?sharedworker&url';
import { trustedScript } from './trusted-script.js';

/** The end of a page's connection to the live stream. */
export interface LiveConnection {
  close(): void;
}

/** More often than the worker forgets a page, in milliseconds. Browsers slow the timers of hidden tabs to one a minute. */
const signOfLifeMs = 20_000;

function shared(url: string, hear: (message: LiveMessage) => void): LiveConnection {
  const { port } = new SharedWorker(trustedScript(workerUrl), { type: 'module', name: 'catalogsync live' });
  const say = (message: PageMessage): void => port.postMessage(message);
  port.addEventListener('message', ({ data }: MessageEvent<LiveMessage>) => hear(data));
  port.start();
  const open = (): void => say({ kind: 'open', url });
  open();
  const timer = setInterval(open, signOfLifeMs);
  const leave = (): void => say({ kind: 'close' });
  addEventListener('pagehide', leave);
  addEventListener('pageshow', open);
  return {
    close: () => {
      clearInterval(timer);
      removeEventListener('pagehide', leave);
      removeEventListener('pageshow', open);
      leave();
      port.close();
    },
  };
}

/** Browsers without shared workers: a stream of the page's own, but only while it is seen, so that many tabs hold few connections. */
function alone(url: string, hear: (message: LiveMessage) => void): LiveConnection {
  let link: LiveLink | undefined;
  const turn = (): void => {
    if (document.visibilityState === 'visible') link ??= new LiveLink(url, hear);
    else {
      link?.close();
      link = undefined;
    }
  };
  turn();
  document.addEventListener('visibilitychange', turn);
  return {
    close: () => {
      document.removeEventListener('visibilitychange', turn);
      link?.close();
    },
  };
}

export const connectLive = (url: string, hear: (message: LiveMessage) => void): LiveConnection =>
  'SharedWorker' in globalThis ? shared(url, hear) : alone(url, hear);
