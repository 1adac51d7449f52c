import { join } from 'node:path';
import { orchestratorUpkeepV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { type RpcServer, startRpcServer } from '@catalogsync/rpc/testing';
import { silentLogger } from '@catalogsync/runtime';
import { until } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller } from '@nestjs/common';
import { OriginHome } from './origin-home.js';

// Real here: the whole origin, its files, and gRPC over a Unix socket. Only what the orchestrator knows is given.
let home: OriginHome;
let orchestrator: RpcServer | undefined;
/** How often. */
let asked: number;
let places: Record<number, { backendName: string; locator: string; ext: string }>;

async function startOrchestrator(): Promise<void> {
  @Controller()
  @wire.UpkeepServiceControllerMethods()
  class Places implements wire.UpkeepServiceController {
    async purgeLibrary(): Promise<wire.PurgeLibraryResponse> {
      throw new Fault('unsupported', 'not here');
    }
    async locateFile({ fileLocationId }: wire.LocateFileRequest): Promise<wire.LocateFileResponse> {
      asked += 1;
      const place = places[fileLocationId];
      if (place === undefined) throw new Fault('not_found', 'no such file');
      return place;
    }
  }
  orchestrator = await startRpcServer({
    module: { module: class Root {}, controllers: [Places] },
    definitions: { 'catalogsync.orchestrator.v1.UpkeepService': wire.UpkeepServiceService },
    address: `unix:${join(home.root, 'orchestrator.sock')}`,
    log: silentLogger(),
  });
}

beforeEach(async () => {
  [places, asked] = [{}, 0];
  home = await OriginHome.create();
  home.put('new/song.mp3', 'moved');
  await home.publish(1, [
    { id: 1, locator: 'old/song.mp3' },
    { id: 2, locator: 'gone.mp3' },
  ]);
  await home.start({ ORCHESTRATOR_RPC: `unix:${join(home.root, 'orchestrator.sock')}` });
});
afterEach(async () => {
  await orchestrator?.stop();
  orchestrator = undefined;
  await home.end();
});

const statusOf = async (id: number): Promise<number> => (await home.ask(await home.path(id))).status;

describe('when a file has moved since the snapshot was made', () => {
  it('plays by the link that was handed out, from where it is now', async () => {
    await startOrchestrator();
    places = { 1: { backendName: 'local', locator: 'new/song.mp3', ext: 'mp3' } };
    const answer = await home.ask(await home.path(1));
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'audio/mpeg' } });
    expect(answer.body.toString()).toBe('moved');
    expect(answer.headers['content-disposition']).toContain('song.mp3');
  });

  it('plays a location that the snapshot does not have any more', async () => {
    await startOrchestrator();
    places = { 77: { backendName: 'local', locator: 'new/song.mp3', ext: '' } };
    expect(await statusOf(77)).toBe(200);
  });

  it('waits for the news of a move that nobody has noticed yet', async () => {
    await startOrchestrator();
    places = { 1: { backendName: 'local', locator: 'old/song.mp3', ext: 'mp3' } };
    const answer = home.ask(await home.path(1));
    await until(() => asked > 1);
    places = { 1: { backendName: 'local', locator: 'new/song.mp3', ext: 'mp3' } };
    expect(await answer).toMatchObject({ status: 200 });
  });

  it('answers 404 for a file that is gone, for one outside the folder, and where nobody can be asked', async () => {
    expect(await statusOf(1)).toBe(404);
    await startOrchestrator();
    places = { 1: { backendName: 'local', locator: '../keys/playback-signing.jwks', ext: '' } };
    expect(await statusOf(1)).toBe(404);
    expect(await statusOf(2)).toBe(404);
    places = { 1: { backendName: 'elsewhere', locator: 'new/song.mp3', ext: '' } };
    expect(await statusOf(1)).toBe(404);
  });
});
