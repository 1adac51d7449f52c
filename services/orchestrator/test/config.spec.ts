import { describe, expect, it } from '@jest/globals';
import { configKeys, jobConfig, objectBackend, readOrchestratorConfig, runtimeFields } from '../src/config.js';

const read = (environment: Record<string, string>) => readOrchestratorConfig({ ROOT_DIR: '/home/me', ...environment });

describe('when the orchestrator reads its configuration', () => {
  it('knows the legacy keys (118)', () => {
    const keys =
      'ROOT_DIR DB_PATH LIBRARY_DIR DOWNLOAD_SOURCES ENV_FILE CONFIG_FILE WEB_HOST WEB_PORT OBJECT_BACKEND_NAME OBJECT_BUCKET OBJECT_ENDPOINT';
    for (const key of keys.split(' ')) expect(Object.keys(configKeys)).toContain(key);
  });

  it('listens on 0.0.0.0:8421 by default, and reads ENV_FILE, else CONFIG_FILE, else the file of the home (119)', () => {
    expect(read({})).toMatchObject({ WEB_HOST: '0.0.0.0', WEB_PORT: 8421, ENV_FILE: '/home/me/catalogsync.env' });
    expect(read({ CONFIG_FILE: '/etc/old.env' }).ENV_FILE).toBe('/etc/old.env');
    expect(read({ CONFIG_FILE: '/etc/old.env', ENV_FILE: '/etc/new.env' }).ENV_FILE).toBe('/etc/new.env');
  });

  it('names the object storage for uploads, and refuses an invalid one', () => {
    expect(objectBackend(read({}))).toBeUndefined();
    expect(objectBackend(read({ OBJECT_BUCKET: 'music', OBJECT_ENDPOINT: 'https://s3.example/' }))).toMatchObject({
      name: 'object-storage',
      objectStorage: { bucket: 'music', endpoint: 'https://s3.example' },
    });
    for (const [OBJECT_BUCKET, OBJECT_ENDPOINT] of [
      ['music', ''],
      ['m', 'https://s3.example'],
    ] as const) {
      expect(() => read({ OBJECT_BUCKET, OBJECT_ENDPOINT })).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
    }
  });
});

describe('when its running settings are requested', () => {
  it('returns them under their legacy names (117)', () => {
    expect(runtimeFields(read({ LIBRARY_DIR: '/音乐', ENV_FILE: '/etc/catalogsync/nas.env', WEB_PORT: '9000' }))).toEqual({
      root_dir: '/home/me',
      app_home: '/etc/catalogsync',
      library_dir: '/音乐',
      db_path: '/home/me/catalogsync.db',
      input_dir: '/home/me/input',
      log_dir: '/home/me/logs',
      download_layout: '<platform>/<first artist>',
      env_file: '/etc/catalogsync/nas.env',
      web_host: '0.0.0.0',
      web_port: '9000',
    });
  });
});

describe('when a job keeps its configuration', () => {
  const full = {
    DB_PATH: '/db',
    LIBRARY_DIR: '/音乐',
    DOWNLOAD_SOURCES: 'qq,, kuwo ',
    OBJECT_BACKEND_NAME: 'cloud',
    OBJECT_BUCKET: 'music',
    OBJECT_ENDPOINT: 'https://s3.example',
  };

  it('holds the library root, download sources and the six values (109, 110, 112)', () => {
    expect(jobConfig(read({ ...full, OBJECT_REGION: 'eu', WEB_PORT: '1', OBJECT_SECRET_KEY: 'hush' }))).toEqual({
      library_root: '/音乐',
      download_sources: ['qq', 'kuwo'],
      env_values: { ...full, DOWNLOAD_SOURCES: 'qq,kuwo' },
    });
  });

  it('holds no value that is not set, neither a default nor an empty one (110)', () => {
    expect(jobConfig(read({ LIBRARY_DIR: '', OBJECT_BUCKET: '' }))).toEqual({
      library_root: '/home/me/library',
      download_sources: [],
      env_values: {},
    });
    expect(jobConfig(read({ DOWNLOAD_SOURCES: 'qq' })).env_values).toEqual({ DOWNLOAD_SOURCES: 'qq' });
  });
});
