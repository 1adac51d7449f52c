import { until } from '@catalogsync/testkit';
import { Browser } from '@catalogsync/testkit/browser';
import { type CommandProcess, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';
import { ConsoleTab } from './console-tab.js';
import { freePorts, type Product } from './product.js';

interface Running {
  /** The arguments that start it, without its home. */
  readonly up: readonly string[];
  readonly environment: Record<string, string>;
  readonly home: string;
  readonly login: { readonly username: string; readonly password: string };
}

/** The demo, or a product that a test feeds, as a person starts it, and a browser on its console. */
export class ConsoleDemo {
  private constructor(
    private readonly running: Running,
    readonly browser: Browser,
    private command: CommandProcess,
  ) {}

  /** Once its first job has ended and its catalogue is served. */
  static async start(settings: Record<string, string> = {}): Promise<ConsoleDemo> {
    const base = temporaryFolder();
    const environment = { ...(await freePorts()), HOME: base, TMPDIR: base, ...settings };
    return ConsoleDemo.begin(['up', '--demo'], environment, {});
  }

  /**
   * A home of the test's own, once its first job has ended and its catalogue is served.
   * @param flags of the browser
   */
  static over({ home, environment }: Product, flags: readonly string[] = []): Promise<ConsoleDemo> {
    return ConsoleDemo.begin(['up'], environment, { at: home, flags });
  }

  private static async begin(
    up: readonly string[],
    environment: Record<string, string>,
    { at, flags = [] }: { readonly at?: string; readonly flags?: readonly string[] },
  ): Promise<ConsoleDemo> {
    const command = startCatalogsync([...up, ...(at === undefined ? [] : ['--home', at])], { environment });
    const password = (await command.waitFor(/Password: (\S+)/))[1] ?? '';
    const home = (await command.waitFor(/Home: (\S+)\. Ctrl-C/))[1] ?? '';
    await command.waitFor(/^Catalogue: /m);
    return new ConsoleDemo({ up, environment, home, login: { username: 'admin', password } }, await Browser.start(flags), command);
  }

  get address(): string {
    return `http://127.0.0.1:${this.running.environment.WEB_PORT}`;
  }

  get login(): Running['login'] {
    return this.running.login;
  }

  get home(): string {
    return this.running.home;
  }

  /** A tab on the console, logged in. */
  async tab(): Promise<ConsoleTab> {
    const tab = await ConsoleTab.open(this.browser, this.address);
    await tab.logIn(this.login.username, this.login.password);
    return tab;
  }

  /** One more tab of the person who is logged in. */
  another(): Promise<ConsoleTab> {
    return ConsoleTab.open(this.browser, this.address);
  }

  /** A tab of somebody who may only read; nobody else is logged in any more. */
  async reader(): Promise<ConsoleTab> {
    const args = ['console', 'users', 'add', 'guest', '--role', 'read_only', '--home', this.home, '--json'];
    const { stdout } = await startCatalogsync(args, { environment: this.running.environment }).ended;
    const { password } = JSON.parse(stdout) as { password: string };
    const tab = await this.stranger();
    await tab.logIn('guest', password);
    return tab;
  }

  get publicApi(): string {
    return `http://127.0.0.1:${this.running.environment.PUBLIC_API_PORT}/docs/`;
  }

  /** A tab of somebody who is not logged in; nobody else is any more. */
  async stranger(): Promise<ConsoleTab> {
    const tab = await ConsoleTab.open(this.browser, this.address);
    await tab.page.context().clearCookies();
    await tab.page.setViewportSize({ width: 1280, height: 860 });
    return tab;
  }

  /** What the API answers the person who is logged in. */
  async read<T>(tab: ConsoleTab, path: string): Promise<T> {
    return (await tab.page.evaluate(`fetch('${path}').then((answer) => answer.json())`)) as T;
  }

  /** Has the person who is logged in change something over the API. */
  async act<T>(tab: ConsoleTab, path: string, body: object = {}): Promise<{ readonly status: number; readonly json: T }> {
    const { csrfToken } = await this.read<{ csrfToken: string }>(tab, '/api/session');
    const headers = { 'content-type': 'application/json', 'x-csrf-token': csrfToken };
    const sent = JSON.stringify({ method: 'POST', headers, body: JSON.stringify(body) });
    const answer = `fetch('${path}', ${sent}).then(async (answer) => ({ status: answer.status, json: await answer.json() }))`;
    return (await tab.page.evaluate(answer)) as { status: number; json: T };
  }

  async kill(): Promise<void> {
    this.command.child.kill('SIGKILL');
    await this.command.ended;
  }

  /** The same home again. */
  async restart(): Promise<void> {
    this.command = startCatalogsync([...this.running.up, '--home', this.home], { environment: this.running.environment });
    await until(async () => (await fetch(`${this.address}/readyz`).catch(() => undefined))?.ok === true);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.kill();
    removeFolders();
  }
}
