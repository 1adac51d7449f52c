import { Browser, until } from '@catalogsync/testkit';
import { type CommandProcess, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';
import { ConsoleTab } from './console-tab.js';
import { freePorts } from './product.js';

/** The demo as a person starts it, and a browser on its console. */
export class ConsoleDemo {
  private constructor(
    readonly address: string,
    readonly login: { readonly username: string; readonly password: string },
    readonly home: string,
    readonly browser: Browser,
    private readonly environment: Record<string, string>,
    private command: CommandProcess,
  ) {}

  /** Once its first job has ended and its catalogue is served. */
  static async start(settings: Record<string, string> = {}): Promise<ConsoleDemo> {
    const base = temporaryFolder();
    const environment = { ...(await freePorts()), HOME: base, TMPDIR: base, ...settings };
    const command = startCatalogsync(['up', '--demo'], { environment });
    const password = (await command.waitFor(/Password: (\S+)/))[1] ?? '';
    const home = (await command.waitFor(/Home: (\S+)\. Ctrl-C/))[1] ?? '';
    await command.waitFor(/^Catalogue: /m);
    const address = `http://127.0.0.1:${environment.WEB_PORT}`;
    return new ConsoleDemo(address, { username: 'admin', password }, home, await Browser.start(), environment, command);
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
    const { stdout } = await startCatalogsync(args, { environment: this.environment }).ended;
    const { password } = JSON.parse(stdout) as { password: string };
    const tab = await this.stranger();
    await tab.logIn('guest', password);
    return tab;
  }

  get publicApi(): string {
    return `http://127.0.0.1:${this.environment.PUBLIC_API_PORT}/docs/`;
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

  async kill(): Promise<void> {
    this.command.child.kill('SIGKILL');
    await this.command.ended;
  }

  /** The same home again. */
  async restart(): Promise<void> {
    this.command = startCatalogsync(['up', '--demo', '--home', this.home], { environment: this.environment });
    await until(async () => (await fetch(`${this.address}/readyz`).catch(() => undefined))?.ok === true);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.kill();
    removeFolders();
  }
}
