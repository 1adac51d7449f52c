import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isSameServer } from './address-trust.js';
import { EmulatedInternet } from './fixtures/emulated-internet.js';
import { LoopbackServers } from './fixtures/loopback-servers.js';
import { type AddressTrust, configuredAddress, foreignAddress, HttpClient, PrivateHosts } from './index.js';

// Real here: undici and servers on loopback. Names and the addresses of servers are emulated.
const servers = new LoopbackServers();
let internet: EmulatedInternet;
let client: HttpClient;
/** Requests that reached the server at home. */
let seen: string[];
const clients: HttpClient[] = [];

const clientWith = (...named: string[]): HttpClient => {
  const made = new HttpClient({ network: internet, privateHosts: new PrivateHosts(named, 'NAMED'), random: () => 0, retryPauseMs: 1 });
  clients.push(made);
  return made;
};

beforeEach(async () => {
  internet = new EmulatedInternet();
  internet.names['list.example'] = [['1.1.1.1']];
  internet.names['other.example'] = [['8.8.8.8']];
  internet.names['nas.lan'] = [['192.168.1.9']];
  seen = [];
  const home = await servers.serve((request, response) => {
    seen.push(request.url ?? '');
    response.end('home');
  });
  for (const place of ['192.168.1.9:80', '192.168.1.9:81', '127.0.0.1:80', '[::1]:80', '169.254.169.254:80'])
    internet.servers[place] = home;
  internet.servers['::1:80'] = home;
  client = clientWith();
});
afterEach(() => servers.close());
afterAll(async () => {
  for (const made of clients) await made.close();
});

const get = (url: string, trust: AddressTrust, more: { readonly sameServer?: boolean } = {}, by = client) =>
  by.fetchBytes({ url, trust, maxBytes: 1000, attempts: 3, ...more });
const configured = (url: string, by = client) => get(url, configuredAddress(url), {}, by);
const words = async (answer: ReturnType<typeof get>) => Buffer.from((await answer).bytes).toString();
/** A server that sends everybody elsewhere. */
const redirecting = (location: string) => servers.serve((_request, response) => response.writeHead(302, { location }).end());
const refused = { code: 'permission_denied', retry: 'never' };

describe('when an address was found in an answer from the internet', () => {
  const listed = async (): Promise<AddressTrust> => {
    internet.servers['1.1.1.1:80'] = await servers.serve((_request, response) => response.end('list'));
    internet.servers['8.8.8.8:8080'] = internet.servers['1.1.1.1:80'];
    return (await configured('http://list.example/list')).trust;
  };

  it.each([
    'http://nas.lan/x',
    'http://nas.lan./x',
    'http://192.168.1.9/x',
    'http://127.0.0.1/x',
    'http://127.1/x',
    'http://0x7f000001/x',
    'http://0177.0.0.1/x',
    'http://2130706433/x',
    'http://[::1]/x',
    'http://[::ffff:127.0.0.1]/x',
    'http://[::127.0.0.1]/x',
    'http://[64:ff9b::7f00:1]/x',
    'http://169.254.169.254/latest/meta-data/',
    'http://localhost/x',
    'http://localhost./x',
    'http://0.0.0.0/x',
    'http://１２７.０.０.１/x',
  ])('does not follow %s home, and does not try again', async (url) => {
    internet.names['nas.lan.'] = [['192.168.1.9']];
    for (const name of ['localhost', 'localhost.']) internet.names[name] = [['127.0.0.1', '::1']];
    const trust = await listed();
    const before = internet.dialled.length;
    await expect(get(url, trust)).rejects.toMatchObject(refused);
    await expect(get(url, foreignAddress)).rejects.toMatchObject(refused);
    expect([internet.dialled.length, seen]).toEqual([before, []]);
  });

  it('says what the address is, and which key would allow it', async () => {
    await expect(get('http://nas.lan/x?key=hush', await listed())).rejects.toMatchObject({
      message: 'nas.lan has a private address; an address from outside must not lead there',
      hint: 'If you want it to, add nas.lan to NAMED.',
    });
  });

  it('follows it to any port of a public server', async () => {
    expect(await words(get('http://other.example:8080/song', await listed()))).toBe('list');
  });

  it.each([
    ['nas.lan', 'http://nas.lan/x'],
    ['192.168.1.0/24', 'http://nas.lan/x'],
    ['192.168.1.9', 'http://192.168.1.9/x'],
    ['::1', 'http://[::1]/x'],
  ])('follows it home if the owner named %s', async (name, url) => {
    await listed();
    expect(await words(get(url, foreignAddress, {}, clientWith(name)))).toBe('home');
  });

  it.each(['http://user:pass@list.example/x', 'http://user@other.example/x', 'http://:pass@other.example/x'])(
    'refuses a user name or password: %s',
    async (url) => {
      const failure = get(url, await listed());
      await expect(failure).rejects.toMatchObject({ ...refused, message: expect.not.stringContaining('pass@') });
    },
  );

  it('does not follow a name that leads home once the list was read', async () => {
    internet.names['list.example'] = [['1.1.1.1'], ['192.168.1.9']];
    const trust = await listed();
    // Whether or not the connection of the list is still open.
    await Promise.all([1, 2, 3].map((song) => get(`http://list.example/${song}`, trust).catch(() => undefined)));
    await expect(get('http://list.example/x', trust)).rejects.toMatchObject(refused);
    expect(seen).toEqual([]);
  });

  it('looks a name up once per connection, and connects to what was checked', async () => {
    internet.names['list.example'] = [['1.1.1.1']];
    const trust = await listed();
    internet.names['twice.example'] = [['8.8.8.8'], ['192.168.1.9']];
    internet.servers['8.8.8.8:80'] = await servers.serve((_request, response) => response.end('public'));
    expect(await words(get('http://twice.example/x', trust))).toBe('public');
    expect(internet.dialled.at(-1)).toBe('8.8.8.8:80');
  });

  it('tries only the public ones of a name with several addresses', async () => {
    const trust = await listed();
    internet.names['mixed.example'] = [['192.168.1.9', '127.0.0.1', '8.8.8.8']];
    internet.servers['8.8.8.8:80'] = await servers.serve((_request, response) => response.end('public'));
    expect(await words(get('http://mixed.example/x', trust))).toBe('public');
    expect(internet.dialled.at(-1)).toBe('8.8.8.8:80');
  });

  it('sends nothing if the connection leads elsewhere than looked up', async () => {
    const trust = await listed();
    internet.servers['8.8.8.8:80'] = internet.servers['192.168.1.9:80']!;
    internet.diverted = '192.168.1.9';
    await expect(get('http://other.example/x', trust)).rejects.toMatchObject(refused);
    expect(seen).toEqual([]);
  });

  it('uses no connection that the owner’s own requests have opened', async () => {
    expect(await words(configured('http://nas.lan/own'))).toBe('home');
    await expect(get('http://nas.lan/x', await listed())).rejects.toMatchObject(refused);
    expect(seen).toEqual(['/own']);
  });
});

describe('when a server redirects', () => {
  it.each(['http://nas.lan/x', 'http://[::ffff:127.0.0.1]/', 'http://[::1]/', 'http://169.254.169.254/latest/', '//192.168.1.9/x'])(
    'does not follow it from the internet to %s, whoever asked',
    async (location) => {
      internet.servers['1.1.1.1:80'] = await redirecting(location);
      await expect(configured('http://list.example/list')).rejects.toMatchObject(refused);
      await expect(get('http://list.example/song', foreignAddress)).rejects.toMatchObject(refused);
      expect(seen).toEqual([]);
    },
  );

  it('checks every hop', async () => {
    internet.servers['1.1.1.1:80'] = await redirecting('http://other.example/next');
    internet.servers['8.8.8.8:80'] = await redirecting('http://nas.lan/x');
    await expect(configured('http://list.example/list')).rejects.toMatchObject({ ...refused, message: expect.stringContaining('nas.lan') });
    expect(internet.dialled).toEqual(['1.1.1.1:80', '8.8.8.8:80']);
  });

  it('does not follow it to its own name if that leads home by then', async () => {
    internet.names['list.example'] = [['1.1.1.1'], ['192.168.1.9']];
    internet.servers['1.1.1.1:80'] = await servers.serve((_request, response) => {
      response.writeHead(302, { location: '/reboot', connection: 'close' }).end();
    });
    await expect(configured('http://list.example/list')).rejects.toMatchObject(refused);
    expect(seen).toEqual([]);
  });

  it('takes no user name or password from it', async () => {
    internet.servers['1.1.1.1:80'] = await redirecting('http://user:pass@other.example/');
    await expect(configured('http://list.example/list')).rejects.toMatchObject(refused);
  });

  it('stays on the server where the caller asks for that', async () => {
    internet.servers['1.1.1.1:80'] = await redirecting('http://other.example/words');
    await expect(get('http://list.example/words', foreignAddress, { sameServer: true })).rejects.toMatchObject({
      code: 'unavailable',
      retry: 'never',
    });
    expect(internet.dialled).toEqual(['1.1.1.1:80']);
  });
});

describe('when the owner configured a server at home', () => {
  it('is reached there, and no other server is', async () => {
    expect(await words(configured('http://nas.lan/rest'))).toBe('home');
    for (const url of ['http://other.example/rest', 'http://nas.lan:81/rest', 'https://nas.lan/rest', 'http://evil@nas.lan.evil/'])
      await expect(get(url, configuredAddress('http://nas.lan'))).rejects.toMatchObject(refused);
    expect(internet.dialled).toEqual(['192.168.1.9:80']);
  });

  it('lets its answers lead to itself and to the internet, but to nothing else at home', async () => {
    const { trust } = await configured('http://nas.lan/list');
    expect(await words(get('http://nas.lan/song', trust))).toBe('home');
    internet.servers['8.8.8.8:80'] = await servers.serve((_request, response) => response.end('public'));
    expect(await words(get('http://other.example/song', trust))).toBe('public');
    for (const url of ['http://nas.lan:81/x', 'http://192.168.1.9/x', 'http://127.0.0.1/x'])
      await expect(get(url, trust)).rejects.toMatchObject(refused);
  });

  it('is trusted no longer at home once it was reached on the internet', async () => {
    const once = (text: string) => servers.serve((_request, response) => response.writeHead(200, { connection: 'close' }).end(text));
    internet.servers['192.168.1.9:80'] = await once('home');
    internet.servers['8.8.8.8:80'] = await once('public');
    internet.names['nas.lan'] = [['192.168.1.9'], ['8.8.8.8'], ['192.168.1.9']];
    expect(await words(configured('http://nas.lan/list'))).toBe('home');
    const { trust, bytes } = await configured('http://nas.lan/list');
    expect(Buffer.from(bytes).toString()).toBe('public');
    await expect(get('http://nas.lan/song', trust)).rejects.toMatchObject(refused);
  });

  it('gives nothing of that to an answer that came from the internet under its name', async () => {
    await configured('http://nas.lan/list');
    internet.names['nas.lan'] = [['8.8.8.8'], ['192.168.1.9']];
    internet.servers['8.8.8.8:80'] = await servers.serve((_request, response) =>
      response.writeHead(302, { location: '/reboot', connection: 'close' }).end(),
    );
    await expect(get('http://nas.lan/song', foreignAddress)).rejects.toMatchObject(refused);
    expect(seen).toEqual(['/list']);
  });

  it('may redirect to itself, and to https on the same host', async () => {
    internet.servers['192.168.1.9:80'] = await servers.serve((request, response) => {
      if (request.url === '/own') response.writeHead(302, { location: '/there' }).end();
      else if (request.url === '/secure') response.writeHead(301, { location: 'https://nas.lan/secure' }).end();
      else response.end('there');
    });
    expect(await words(configured('http://nas.lan/own'))).toBe('there');
    // Nobody listens there: it was allowed to try.
    await expect(configured('http://nas.lan/secure')).rejects.toMatchObject({ code: 'unavailable' });
    expect(internet.dialled.at(-1)).toBe('192.168.1.9:443');
  });

  it('sends its own user name and password to addresses of its answers only with the owner’s', async () => {
    const headers: (string | undefined)[] = [];
    internet.servers['192.168.1.9:80'] = await servers.serve((request, response) => {
      headers.push(request.headers.authorization);
      response.end('x');
    });
    const { trust } = await configured('http://me:hush@nas.lan/list');
    await get('http://me:hush@nas.lan/song', trust);
    for (const url of ['http://me:other@nas.lan/song', 'http://me:hush@other.example/song'])
      await expect(get(url, trust)).rejects.toMatchObject(refused);
    const basic = `Basic ${Buffer.from('me:hush').toString('base64')}`;
    expect(headers).toEqual([basic, basic]);
  });
});

describe('when two addresses are compared', () => {
  it.each([
    ['http://a/x', 'http://a/y', true],
    ['http://a:80/x', 'http://a/y', true],
    ['http://a:8080/x', 'https://a/y', true],
    ['https://a:8443/x', 'https://a/y', false],
    ['https://a/x', 'http://a/y', false],
    ['http://a/x', 'https://a:8443/y', false],
    ['http://a/x', 'http://a:81/y', false],
    ['http://a/x', 'https://b/y', false],
  ])('%s and %s are of one server: %p', (from, to, expected) => {
    expect(isSameServer(new URL(from), new URL(to))).toBe(expected);
  });
});

describe('when the environment names a proxy', () => {
  it('is not used', async () => {
    let proxied = 0;
    const proxy = await servers.serve((_request, response) => {
      proxied += 1;
      response.end('proxy');
    });
    const url = await servers.serve((_request, response) => response.end('direct'));
    const names = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'HTTPS_PROXY', 'NODE_USE_ENV_PROXY'];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : proxy;
    const own = new HttpClient();
    try {
      expect(await words(configured(url, own))).toBe('direct');
      expect(proxied).toBe(0);
    } finally {
      await own.close();
      names.forEach((name, at) => {
        if (before[at] === undefined) delete process.env[name];
        else process.env[name] = before[at];
      });
    }
  });
});

describe('when the system looks names up', () => {
  it('refuses those of this machine, and reaches them once they are named', async () => {
    const url = (await servers.serve((_request, response) => response.end('home'))).replace('127.0.0.1', 'localhost');
    const guarded = new HttpClient();
    const named = new HttpClient({ privateHosts: new PrivateHosts(['127.0.0.0/8']) });
    try {
      await expect(get(url, foreignAddress, {}, guarded)).rejects.toMatchObject({
        ...refused,
        message: expect.stringContaining('localhost'),
      });
      expect(await words(get(url, foreignAddress, {}, named))).toBe('home');
    } finally {
      await Promise.all([guarded.close(), named.close()]);
    }
  });
});
