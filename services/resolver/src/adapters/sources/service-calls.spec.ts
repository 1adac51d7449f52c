import { HttpClient, JsonShape } from '@catalogsync/outbound-http';
import { EmulatedServer } from '@catalogsync/testkit';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { Type } from 'typebox';
import { RequestPace } from './request-pace.js';
import { type CalledService, isBare, refusal, ServiceCalls } from './service-calls.js';

// Real here: HTTP on loopback, and the client's rules about where addresses may lead.
const never = new AbortController().signal;
const lookedUp: string[] = [];
/** Every name leads to loopback, which is not on the internet. */
const http = new HttpClient({
  random: () => 0,
  network: {
    lookUp: (hostname, callback) => {
      lookedUp.push(hostname);
      setImmediate(callback, null, [{ address: '127.0.0.1', family: 4 }]);
    },
    connector:
      ({ lookup }) =>
      ({ hostname }, callback) =>
        lookup(hostname, { all: true }, (error) => callback(error ?? new Error('connected'), null)),
  },
});
const loopback = new HttpClient({ random: () => 0 });
let server: EmulatedServer | undefined;
afterEach(() => server?.stop());
afterAll(async () => {
  await http.close();
  await loopback.close();
});

const service: CalledService = {
  name: 'demo',
  url: '',
  hint: 'Set DEMO_KEY.',
  pace: RequestPace.perSecond('demo', 50),
  refusalIn: (answer, endpoint) => ('refused' in answer ? refusal(endpoint, { code: '7', words: String(answer.refused) }) : undefined),
};
const call = {
  origin: 'http://songs.demo.example',
  path: '/songs',
  query: { q: 'a b' },
  shape: new JsonShape(Type.Object({ songs: Type.Array(Type.String()) })),
  endpoint: 'songs',
  absence: 'demo has no such song',
};

describe('when a service is called', () => {
  it('reaches its own hosts on the internet only, wherever their names lead', async () => {
    await expect(new ServiceCalls(http, service).ask(call, never)).rejects.toMatchObject({ code: 'permission_denied' });
    expect(new Set(lookedUp)).toEqual(new Set(['songs.demo.example']));
  });

  const answering = async (body: object) => {
    server = await EmulatedServer.start(() => ({ body }));
    return { server, calls: new ServiceCalls(loopback, { ...service, url: `${server.url}/base` }) };
  };

  it('calls all hosts at the one address that the user configured, by path', async () => {
    const { calls, server } = await answering({ songs: ['x'] });
    expect((await calls.ask(call, never)).value).toEqual({ songs: ['x'] });
    expect(server.requests.map(({ path, query }) => [path, query.get('q')])).toEqual([['/base/songs', 'a b']]);
  });

  it.each([
    [{ songs: [1] }, 'data_corrupt', undefined],
    [{ songsV2: [] }, 'data_corrupt', undefined],
    [{ code: 1, songs: null }, 'not_found', undefined],
    [{ refused: '服务繁忙' }, 'rate_limited', undefined],
    [{ refused: 'Please log in' }, 'unauthenticated', 'Set DEMO_KEY.'],
    [{ refused: '该歌曲已下架' }, 'not_found', undefined],
    [{ refused: '暂无版权' }, 'permission_denied', 'Set DEMO_KEY.'],
    [{ refused: '' }, 'unavailable', undefined],
  ])('turns the answer %j into %s', async (body, code, hint) => {
    const { calls } = await answering(body);
    await expect(calls.ask(call, never)).rejects.toMatchObject({ code, ...(hint && { hint }) });
  });

  it('repeats at most the beginning of what a service says about a refusal', async () => {
    const { calls } = await answering({ refused: 'x'.repeat(5000) });
    const { message } = (await calls.ask(call, never).catch((error: unknown) => error)) as Error;
    expect(message).toBe(`demo songs: refused with code 7 (${'x'.repeat(100)})`);
  });
});

describe('when an answer holds nothing', () => {
  it('is bare only without lists and objects', () => {
    expect([{}, { code: 200, msg: '' }, { data: {} }, { list: [] }, 'text', undefined].map(isBare)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
