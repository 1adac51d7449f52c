/** Requests of one kind. */
export interface Workload {
  /** Chooses it. */
  readonly key: string;
  readonly name: string;
  /** Different addresses, as many as a round may ask for without asking twice, or all there are. */
  paths(place: CataloguePlace): Promise<readonly string[]>;
  /** Times the bare server. */
  readonly goal: number;
  /** The same for compressed answers, where there is one. */
  readonly codedGoal: string;
}

/** Where addresses are taken from. */
export interface CataloguePlace {
  readonly base: string;
  readonly tracks: number;
}

const mostPaths = 100_000;

/** The same on every run. */
function* drawn(most: number): Generator<number> {
  let last = 11;
  for (;;) {
    last = (last * 16_807) % 2_147_483_647;
    yield 1 + (last % most);
  }
}

function drawnPaths(most: number, path: (id: number) => string): string[] {
  const paths = new Set<string>();
  for (const id of drawn(most)) {
    paths.add(path(id));
    // Drawing the last ones would take long.
    if (paths.size >= Math.min(mostPaths, most / 2)) break;
  }
  return [...paths];
}

/** Pages as a client walks through them, each by the cursor of the one before. */
async function walkedPaths({ base }: CataloguePlace): Promise<string[]> {
  const first = '/v1/playlists?limit=50';
  const paths = [first];
  for (let path = first; paths.length < 400; ) {
    const { nextCursor } = (await (await fetch(base + path)).json()) as { nextCursor: string | null };
    if (nextCursor === null) break;
    path = `${first}&cursor=${nextCursor}`;
    paths.push(path);
  }
  // The last page is short, and the bare server always names a next one.
  return paths.slice(0, -1);
}

export const pointRead: Workload = {
  key: 'track',
  name: 'track',
  paths: async ({ tracks }) => drawnPaths(tracks, (id) => `/v1/tracks/${id}`),
  goal: 1.3,
  codedGoal: '',
};

const workloads: readonly Workload[] = [
  pointRead,
  {
    key: 'tracks',
    name: '50 tracks of a playlist',
    paths: async ({ tracks }) => drawnPaths(tracks / 50, (id) => `/v1/playlists/${id}/tracks?limit=50`),
    goal: 3,
    codedGoal: '>= 1',
  },
  { key: 'playlists', name: '50 playlists', paths: walkedPaths, goal: 1.3, codedGoal: '>= 1' },
];

/** @param keys joined by commas; undefined: all */
export function chosenWorkloads(keys: string | undefined): readonly Workload[] {
  if (keys === undefined) return workloads;
  return keys.split(',').map((key) => {
    const found = workloads.find((workload) => workload.key === key);
    if (found === undefined) throw new Error(`no workload ${key}; there are ${workloads.map((workload) => workload.key).join(', ')}`);
    return found;
  });
}
