import { type MediaServerAdapter, ServerRegistry } from './core/registry/server-registry.js';

/** The servers that this build supports: one line each. None has been written yet. */
const adapters: readonly MediaServerAdapter[] = [];

/** For checking the configuration before anything starts. */
export const serverRegistry = (): ServerRegistry => new ServerRegistry(adapters);
