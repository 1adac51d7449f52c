import { describe, expect, it } from '@jest/globals';
import { actorOf } from './audit-actor.js';

describe('when the audit log says who did something', () => {
  it.each([
    ['user admin', 'http', 'person', 'admin'],
    ['token backup', 'http', 'person', 'token backup'],
    ['nobody', 'http', 'person', 'nobody'],
    ['command line', 'grpc', 'commandLine', ''],
    ['schedule nightly', 'schedule', 'schedule', 'nightly'],
    ['service resolver', 'grpc', 'service', 'resolver'],
    ['orchestrator', 'schedule', 'byItself', ''],
    ['library watch', 'schedule', 'byItself', ''],
  ])('%s, by %s: is a %s, by the name "%s"', (actor, via, kind, name) => {
    expect(actorOf({ actor, via })).toEqual({ kind, name });
  });
});
