import { fastify } from 'fastify';
import type { HttpApi } from './api.js';
import { mount } from './mount.js';
import { RequestMetrics } from './request-metrics.js';

/** The OpenAPI document of an API that nobody serves: for tools that generate clients. */
export async function openApiOf(api: HttpApi): Promise<object> {
  const app = fastify();
  await mount(app, api, [], { metrics: new RequestMetrics(), isDraining: false });
  await app.ready();
  const document = app.swagger();
  await app.close();
  return document;
}
