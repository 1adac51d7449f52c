import { createServer } from 'node:net';
import { Fault } from '@catalogsync/faults';
import {
  integer,
  type RunningService,
  readConfig,
  type Service,
  type ServiceName,
  type ServiceRestarts,
  silentLogger,
  systemClock,
} from '@catalogsync/runtime';
import { describe, expect, it } from '@jest/globals';
import { configureServices, startHost } from './host.js';
import { findTakenPorts, type Listener, requireFreePorts } from './listening-ports.js';

/** A service that records its starts and stops, and fails on request. */
function fakeService(name: ServiceName, diary: string[], fails: { start?: Fault; stop?: Fault } = {}): Service {
  const keys = { FAKE_PORT: integer({ help: 'A number.', default: 1, min: 1, max: 9, unit: 'ports' }) };
  const running: RunningService = {
    name,
    metrics: [],
    drain: () => undefined,
    addresses: { grpc: `unix:/${name}` },
    stop: async () => {
      diary.push(`stop ${name}`);
      if (fails.stop !== undefined) throw fails.stop;
    },
  };
  return {
    name,
    configKeys: keys,
    configure: (environment) => readConfig(keys, environment),
    start: async () => {
      if (fails.start !== undefined) throw fails.start;
      diary.push(`start ${name}`);
      return running;
    },
  };
}

const options = (signal = new AbortController().signal) => ({ clock: systemClock, logFor: () => silentLogger(), signal });

describe('when services share a process', () => {
  it('starts them in order and stops them in reverse, once', async () => {
    const diary: string[] = [];
    const services = (['snapshot', 'resolver', 'origin'] as const).map((name) => fakeService(name, diary));
    const host = await startHost(
      configureServices(services, () => ({})),
      options(),
    );
    expect(host.addressesOf('resolver').grpc).toBe('unix:/resolver');
    expect(() => host.addressesOf('public-api')).toThrow(expect.objectContaining({ code: 'internal' }));
    await Promise.all([host.stop(), host.stop()]);
    expect(diary).toEqual(['start snapshot', 'start resolver', 'start origin', 'stop origin', 'stop resolver', 'stop snapshot']);
  });

  it('tells each the current addresses of the others', async () => {
    const diary: string[] = [];
    let addressOf: ((name: ServiceName) => string | undefined) | undefined;
    const [first, second] = [fakeService('origin', diary), fakeService('public-api', diary)];
    const origin: Service = {
      ...first,
      start: async (...given) => ({ ...(await first.start(...given)), addresses: { grpc: '', http: 'http://x:5' } }),
    };
    const api: Service = {
      ...second,
      start: async (config, context) => {
        addressOf = context.addressOf;
        return second.start(config, context);
      },
    };
    const host = await startHost(
      configureServices([origin, api], () => ({})),
      options(),
    );
    expect([addressOf?.('origin'), addressOf?.('snapshot')]).toEqual(['http://x:5', undefined]);
    await host.stop();
  });

  it('leaves nothing running if one cannot start', async () => {
    const diary: string[] = [];
    const failure = new Fault('disk_full', 'no room');
    const services = [
      fakeService('snapshot', diary, { stop: new Fault('internal', 'stuck') }),
      fakeService('resolver', diary),
      fakeService('origin', diary, { start: failure }),
    ];
    await expect(
      startHost(
        configureServices(services, () => ({})),
        options(),
      ),
    ).rejects.toBe(failure);
    expect(diary).toEqual(['start snapshot', 'start resolver', 'stop resolver', 'stop snapshot']);
  });

  it('stops the others if one cannot be stopped, and reports it', async () => {
    const diary: string[] = [];
    const services = [fakeService('snapshot', diary), fakeService('origin', diary, { stop: new Fault('internal', 'stuck') })];
    const host = await startHost(
      configureServices(services, () => ({})),
      options(),
    );
    await expect(host.stop()).rejects.toMatchObject({ errors: [{ message: 'stuck' }] });
    expect(diary).toEqual(['start snapshot', 'start origin', 'stop origin', 'stop snapshot']);
  });

  it('starts nothing after it is asked to stop', async () => {
    const diary: string[] = [];
    const configured = configureServices([fakeService('snapshot', diary)], () => ({}));
    await expect(startHost(configured, options(AbortSignal.abort()))).rejects.toMatchObject({ code: 'canceled' });
    expect(diary).toEqual([]);
  });

  it('names every fault in every configuration once', () => {
    const services = [fakeService('snapshot', []), fakeService('origin', [])];
    const faulty = (name: ServiceName) => ({ FAKE_PORT: name === 'origin' ? '77' : 'x' });
    expect(() => configureServices(services, faulty)).toThrow(
      expect.objectContaining({ code: 'invalid_argument', message: expect.stringMatching(/not "x"; FAKE_PORT .* not "77"$/) }),
    );
    expect(() => configureServices(services, () => ({ FAKE_PORT: 'x' }))).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/"x".*"x"/) }),
    );
  });
});

describe('when a service is restarted', () => {
  /** A host whose services record what happens to them, with settings that can be changed. */
  async function hostWith(fails: (name: ServiceName, port: number) => boolean) {
    const diary: string[] = [];
    const settings = { FAKE_PORT: '1' };
    const whenFailing: (() => void)[] = [];
    let restarts: ServiceRestarts | undefined;
    const service = (name: ServiceName): Service => {
      const fake = fakeService(name, diary);
      return {
        ...fake,
        start: async (config, context) => {
          const { FAKE_PORT } = config as { FAKE_PORT: number };
          if (fails(name, FAKE_PORT)) {
            for (const tell of whenFailing) tell();
            throw new Fault('failed_precondition', `port ${FAKE_PORT} is in use`);
          }
          restarts = context.installation?.restarts;
          const running = await fake.start(config, context);
          diary.push(`${name} has ${FAKE_PORT}`);
          return running;
        },
      };
    };
    const services = (['snapshot', 'orchestrator', 'origin'] as const).map(service);
    const configure = () => configureServices(services, () => settings);
    const sources = { groups: [], derived: {}, overrides: {}, fixed: {} };
    const installation = { settingsFile: '/f', secretsFile: '/s', sources };
    const host = await startHost(configure(), { ...options(), installation, reconfigure: async () => configure() });
    diary.length = 0;
    return { host, diary, settings, whenFailing, restarts: restarts! };
  }

  it('gets the current settings, and the others keep running', async () => {
    const { host, diary, restarts, settings } = await hostWith(() => false);
    settings.FAKE_PORT = '2';
    expect(restarts.hosted).toEqual(['snapshot', 'orchestrator', 'origin']);
    await restarts.restart(['origin', 'snapshot']);
    expect(diary).toEqual(['stop snapshot', 'start snapshot', 'snapshot has 2', 'stop origin', 'start origin', 'origin has 2']);
    diary.length = 0;
    await host.stop();
    expect(diary.sort()).toEqual(['stop orchestrator', 'stop origin', 'stop snapshot']);
  });

  it('stops none if the settings are invalid', async () => {
    const { host, diary, restarts, settings } = await hostWith(() => false);
    settings.FAKE_PORT = 'x';
    await expect(restarts.restart(['origin'])).rejects.toMatchObject({ code: 'invalid_argument' });
    expect(diary).toEqual([]);
    await host.stop();
  });

  it('names the one that cannot start, and starts the rest', async () => {
    const { host, diary, restarts, settings } = await hostWith((name, port) => name === 'snapshot' && port === 2);
    settings.FAKE_PORT = '2';
    await expect(restarts.restart(['snapshot', 'origin'])).rejects.toMatchObject({
      code: 'failed_precondition',
      message: 'snapshot cannot start: port 2 is in use',
    });
    expect(diary).toEqual(['stop snapshot', 'stop origin', 'start origin', 'origin has 2']);
    expect(host.addressesOf('snapshot').grpc).toBe('unix:/snapshot');
    settings.FAKE_PORT = '3';
    await restarts.restart(['snapshot']);
    expect(diary.slice(-2)).toEqual(['start snapshot', 'snapshot has 3']);
    await host.stop();
  });

  it('restores the previous settings if the requesting service cannot start, and tells its next instance why, once', async () => {
    const { host, diary, restarts, settings } = await hostWith((name, port) => name === 'orchestrator' && port === 2);
    settings.FAKE_PORT = '2';
    restarts.restartSelf('orchestrator', async () => {
      settings.FAKE_PORT = '1';
    });
    // Runs after `restartSelf`, in turn.
    await restarts.restart([]);
    expect(diary).toEqual(['stop orchestrator', 'start orchestrator', 'orchestrator has 1']);
    expect(restarts.takeFailedStart()?.message).toContain('port 2 is in use');
    expect(restarts.takeFailedStart()).toBeUndefined();
    await host.stop();
  });

  it('restores the previous settings, but starts nothing, if everything is stopped before that instance has failed', async () => {
    const { host, diary, restarts, settings, whenFailing } = await hostWith((name, port) => name === 'orchestrator' && port === 2);
    settings.FAKE_PORT = '2';
    const failing = new Promise<void>((resolve) => whenFailing.push(resolve));
    restarts.restartSelf('orchestrator', async () => {
      settings.FAKE_PORT = '1';
    });
    await failing;
    await host.stop();
    expect(settings.FAKE_PORT).toBe('1');
    expect(diary).toEqual(['stop orchestrator', 'stop origin', 'stop snapshot']);
  });

  it('starts nothing once everything is being stopped', async () => {
    const { host, restarts } = await hostWith(() => false);
    const stopped = host.stop();
    const putBack: string[] = [];
    restarts.restartSelf('orchestrator', async () => void putBack.push('put back'));
    await expect(restarts.restart(['origin'])).rejects.toMatchObject({ code: 'canceled' });
    await stopped;
    expect(putBack).toEqual([]);
  });
});

describe('when ports are checked', () => {
  const listener = (port: number, key: string): Listener => ({ service: 'origin', host: '127.0.0.1', port, key });

  it('names every taken port with the key that changes it, even one requested twice', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const free = createServer();
    const other = await new Promise<number>((resolve) =>
      free.listen(0, '127.0.0.1', () => resolve((free.address() as { port: number }).port)),
    );
    await new Promise((resolve) => free.close(resolve));
    const wanted = [listener(port, 'A_PORT'), listener(other, 'B_PORT'), listener(other, 'C_PORT'), listener(0, 'D_PORT')];
    await expect(requireFreePorts(wanted, '/home/catalogsync.env')).rejects.toMatchObject({
      code: 'failed_precondition',
      message: expect.stringMatching(
        new RegExp(`^cannot listen: 127.0.0.1:${port} \\(A_PORT\\) is in use, 127.0.0.1:${other} \\([BC]_PORT\\) is in use$`),
      ),
      hint: expect.stringContaining('/home/catalogsync.env'),
    });
    await new Promise((resolve) => taken.close(resolve));
    expect(await findTakenPorts([listener(port, 'A_PORT')])).toEqual([]);
  });
});
