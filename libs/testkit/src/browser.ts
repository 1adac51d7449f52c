import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** Nothing of an earlier run, and no talk with anybody but the pages' own hosts. */
const flags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--hide-scrollbars'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--window-size=1280,900'],
  // Timers of a tab that nobody sees would fire once a second.
  ...['--disable-background-timer-throttling', '--disable-renderer-backgrounding', '--disable-backgrounding-occluded-windows'],
];

/** What a page asked for, and what came of it. */
export interface BrowserRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  /** Of the answer that came over the network; undefined while there is none, and if the browser's own cache answered. */
  status?: number;
  /** As they came over the network, in lower case. */
  headers: Readonly<Record<string, string>>;
  failure?: string;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly sessionId?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Commands to Chromium and its events, by its DevTools protocol. */
class Protocol {
  private readonly waiting = new Map<number, { resolve(result: never): void; reject(error: Error): void }>();
  private readonly listeners: ((message: Message) => void)[] = [];
  private lastId = 0;

  constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) => this.hear(JSON.parse(String(data)) as Message));
    socket.addEventListener('close', () => {
      for (const { reject } of this.waiting.values()) reject(new Error('the browser has ended'));
    });
  }

  send<T>(method: string, params: object = {}, sessionId?: string): Promise<T> {
    this.lastId += 1;
    const id = this.lastId;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ id, method, params, sessionId }));
    });
  }

  listen(listener: (message: Message) => void): void {
    this.listeners.push(listener);
  }

  private hear(message: Message): void {
    if (message.id === undefined) {
      for (const listener of this.listeners) listener(message);
      return;
    }
    const asked = this.waiting.get(message.id);
    this.waiting.delete(message.id);
    if (message.error === undefined) asked?.resolve(message.result as never);
    else asked?.reject(new Error(message.error.message));
  }
}

/** A headless Chromium with a profile of its own. Install it first: `requireProgram('chromium', '--version')`. */
export class Browser {
  private constructor(
    private readonly child: ChildProcess,
    private readonly profile: string,
    private readonly protocol: Protocol,
  ) {}

  static async start(): Promise<Browser> {
    const profile = mkdtempSync(join(tmpdir(), 'browser-'));
    const args = [...flags, `--user-data-dir=${profile}`, '--remote-debugging-port=0', 'about:blank'];
    const child = spawn('chromium', args, { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: process.env.PATH, HOME: profile } });
    const address = await addressOf(child);
    const socket = new WebSocket(address);
    await once(socket, 'open');
    return new Browser(child, profile, new Protocol(socket));
  }

  /** An empty tab. */
  async page(): Promise<BrowserPage> {
    const { targetId } = await this.protocol.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.protocol.send<{ sessionId: string }>('Target.attachToTarget', { targetId, flatten: true });
    const page = new BrowserPage(this.protocol, sessionId, targetId);
    for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await this.protocol.send(`${domain}.enable`, {}, sessionId);
    return page;
  }

  async close(): Promise<void> {
    await this.protocol.send('Browser.close').catch(() => undefined);
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function addressOf(child: ChildProcess): Promise<string> {
  const said: string[] = [];
  if (child.stderr === null) throw new Error('the browser has no standard error');
  for await (const line of createInterface({ input: child.stderr })) {
    const address = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address !== undefined) {
      // Read on, or a full pipe would stop it.
      child.stderr.resume();
      return address;
    }
    said.push(line);
  }
  throw new Error(`the browser did not start: ${said.join('\n')}`);
}

/** A tab. */
export class BrowserPage {
  /** Of all documents so far. */
  readonly requests: BrowserRequest[] = [];
  /** What the console of the page says about errors. */
  readonly errors: string[] = [];

  constructor(
    private readonly protocol: Protocol,
    private readonly sessionId: string,
    private readonly targetId: string,
  ) {
    protocol.listen(({ method = '', params, sessionId: from }) => from === sessionId && this.hear(method, params as never));
  }

  /** Resolves when the document and what it embeds are loaded. */
  async goto(url: string): Promise<void> {
    const loaded = this.event('Page.loadEventFired');
    const { errorText } = await this.command<{ errorText?: string }>('Page.navigate', { url });
    if (errorText !== undefined) throw new Error(`${url}: ${errorText}`);
    await loaded;
  }

  /** The value of an expression in the page, awaited; plain data. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails: thrown } = await this.command<{
      result: { value: T };
      exceptionDetails?: { text: string; exception?: { description?: string } };
    }>('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (thrown !== undefined) throw new Error(thrown.exception?.description ?? thrown.text);
    return result.value;
  }

  /** The whole page as a PNG. */
  async screenshot(file: string): Promise<void> {
    const { data } = await this.command<{ data: string }>('Page.captureScreenshot', { captureBeyondViewport: true });
    writeFileSync(file, Buffer.from(data, 'base64'));
  }

  async close(): Promise<void> {
    await this.protocol.send('Target.closeTarget', { targetId: this.targetId });
  }

  private command<T>(method: string, params: object): Promise<T> {
    return this.protocol.send<T>(method, params, this.sessionId);
  }

  private event(wanted: string): Promise<void> {
    return new Promise((resolve) => {
      this.protocol.listen(({ method, sessionId }) => {
        if (method === wanted && sessionId === this.sessionId) resolve();
      });
    });
  }

  private hear(method: string, params: never): void {
    const { requestId } = params as { requestId?: string };
    const request = this.requests.findLast(({ id }) => id === requestId);
    if (method === 'Network.requestWillBeSent') {
      const { request: sent } = params as { request: { method: string; url: string } };
      this.requests.push({ id: requestId ?? '', method: sent.method, url: sent.url, headers: {} });
    } else if (method === 'Network.responseReceivedExtraInfo' && request !== undefined) {
      const { statusCode, headers } = params as { statusCode: number; headers: Record<string, string> };
      request.status = statusCode;
      request.headers = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    } else if (method === 'Network.loadingFailed' && request !== undefined) {
      request.failure = (params as { errorText: string }).errorText;
    } else if (method === 'Log.entryAdded') {
      const { entry } = params as { entry: { level: string; text: string; url?: string } };
      if (entry.level === 'error') this.errors.push(`${entry.url ?? ''} ${entry.text}`.trim());
    } else if (method === 'Runtime.exceptionThrown') {
      this.errors.push((params as { exceptionDetails: { text: string } }).exceptionDetails.text);
    }
  }
}
