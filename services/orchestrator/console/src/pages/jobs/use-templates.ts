import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';

type JobTemplate = Schemas['JobTemplate'];
export type TemplateName = JobTemplate['name'];

/** What can be chosen for a job of a template. */
export interface Needs {
  /** It reads playlists of platforms: of which sources. */
  readonly sources: boolean;
  /** It downloads: from which sources. */
  readonly downloadSources: boolean;
  /** It can be limited to some playlists. */
  readonly playlists: boolean;
}

const nothing: Needs = { sources: false, downloadSources: false, playlists: false };

const needsOf = ({ stages, takesPlaylists }: JobTemplate): Needs => ({
  sources: stages.includes('collect') || stages.includes('sync'),
  downloadSources: stages.includes('download'),
  playlists: takesPlaylists,
});

/** Those that people start by hand most often come first. */
const usual: readonly string[] = ['full', 'sync+download', 'download', 'scan', 'publish'];
const rank = ({ name }: JobTemplate): number => (usual.includes(name) ? usual.indexOf(name) : usual.length);

interface Templates {
  readonly names: readonly TemplateName[];
  readonly needs: (name: TemplateName) => Needs;
}

/** What jobs there are; none until the service has answered. */
export function useTemplates(): Templates {
  const { data } = useQuery({
    queryKey: ['templates'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/templates', { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const all = (data?.items ?? []).toSorted((a, b) => rank(a) - rank(b));
  return {
    names: all.map(({ name }) => name),
    needs: (wanted) => {
      const found = all.find(({ name }) => name === wanted);
      return found === undefined ? nothing : needsOf(found);
    },
  };
}
