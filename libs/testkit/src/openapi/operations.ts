import {
  escaped,
  type OpenApiDocument,
  type Operation,
  type Parameter,
  type Placed,
  type Referable,
  resolved,
} from './openapi-document.js';

/** An operation that a request meets. */
export interface MetOperation {
  readonly operation: Placed<Operation>;
  /** Decoded, by the names of the template. */
  readonly pathValues: Readonly<Record<string, string>>;
  /** Of the path and of the operation. */
  readonly parameters: readonly Placed<Parameter>[];
}

interface Route {
  readonly template: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

/** The operations of a document by path and method. */
export class Operations {
  private readonly routes: readonly Route[];

  constructor(private readonly document: OpenApiDocument) {
    // Fixed parts before templates: `/playlists/upload` is not the playlist "upload".
    const templates = Object.keys(document.paths).sort((a, b) => fixedness(a).localeCompare(fixedness(b)));
    this.routes = templates.map(routeOf);
  }

  /** @param path still percent-encoded. Returns a sentence if there is no such operation. */
  find(method: string, path: string): MetOperation | string {
    const routes = this.routes.filter(({ pattern }) => pattern.test(path));
    if (routes.length === 0) return 'there is no such path';
    const verb = method.toLowerCase();
    const route = routes.find(({ template }) => this.document.paths[template]?.[verb] !== undefined);
    if (route === undefined) return 'this path has no such method';
    const pointer = `/paths/${escaped(route.template)}`;
    const operation = this.document.paths[route.template]?.[verb] as Operation;
    const values = (route.pattern.exec(path) ?? []).slice(1).map(decodeURIComponent);
    return {
      operation: { value: operation, pointer: `${pointer}/${verb}` },
      pathValues: Object.fromEntries(route.names.map((name, at) => [name, values[at] ?? ''])),
      parameters: [...this.parameters(`${pointer}/${verb}`, operation.parameters), ...this.shared(route, pointer)],
    };
  }

  private shared({ template }: Route, pointer: string): readonly Placed<Parameter>[] {
    const shared = this.document.paths[template]?.parameters as readonly Referable<Parameter>[] | undefined;
    return this.parameters(pointer, shared);
  }

  private parameters(pointer: string, list: readonly Referable<Parameter>[] = []): Placed<Parameter>[] {
    return list.map((value, at) => resolved<Parameter>(this.document, { value, pointer: `${pointer}/parameters/${at}` }));
  }
}

function fixedness(template: string): string {
  return template.replace(/\{[^}]*\}/g, '\uffff');
}

function routeOf(template: string): Route {
  const names = [...template.matchAll(/\{([^}]*)\}/g)].map(([, name = '']) => name);
  const pattern = template
    .split(/\{[^}]*\}/)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('([^/]+)');
  return { template, names, pattern: new RegExp(`^${pattern}$`) };
}
