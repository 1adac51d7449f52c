import type { Service, ServiceName } from '@catalogsync/runtime';

/** Loaded on demand: `--help` needs none of them. */
const loaders: Readonly<Record<ServiceName, () => Promise<{ readonly service: Service }>>> = {
  orchestrator: () => import('@catalogsync/orchestrator'),
  resolver: () => import('@catalogsync/resolver'),
  'media-server': () => import('@catalogsync/media-server'),
  snapshot: () => import('@catalogsync/snapshot'),
  origin: () => import('@catalogsync/origin'),
  'public-api': () => import('@catalogsync/public-api'),
};

/**
 * Services come before their callers; public-api and origin follow the publication before a job begins. Stopped in
 * reverse.
 */
export const startOrder: readonly ServiceName[] = ['snapshot', 'resolver', 'media-server', 'orchestrator', 'origin', 'public-api'];

/** The entry points of these services, in the given order. */
export async function loadServices(names: readonly ServiceName[]): Promise<Service[]> {
  const loaded = await Promise.all(names.map((name) => loaders[name]()));
  return loaded.map(({ service }) => service);
}
