export const serviceNames = ['orchestrator', 'resolver', 'media-server', 'snapshot', 'origin', 'public-api'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** The key of a service's gRPC address: `media-server` is addressed by MEDIA_SERVER_RPC. */
export const rpcKey = (name: ServiceName): string => `${name.replaceAll('-', '_').toUpperCase()}_RPC`;
