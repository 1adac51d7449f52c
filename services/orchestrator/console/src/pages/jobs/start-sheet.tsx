import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { answerOf, api } from '../../api/client.js';
import { Button } from '../../kit/button.js';
import { Dialog } from '../../kit/dialog.js';
import { Skeleton } from '../../kit/feedback.js';
import { tell } from '../../kit/toast.js';
import { words } from '../../kit/words.js';
import { templateNames, templateSentences } from '../../language/job-words.js';
import { useMessages } from '../../language/messages.js';
import { useGoTo } from '../../shell/link.js';
import { useAct, useReadOnlyReason } from '../../shell/session.js';
import styles from './jobs.module.css';
import { type ChosenPlaylist, PlaylistChoice } from './playlist-choice.js';
import { type ChosenSources, SourceChoice } from './source-choice.js';
import { startMessages } from './start-messages.js';
import { type Needs, type TemplateName, useTemplates } from './use-templates.js';

/** What the service takes: only what the template has a use for. */
function bodyOf(template: TemplateName, needs: Needs, { sources, downloadSources }: ChosenSources, playlists: readonly ChosenPlaylist[]) {
  return {
    template,
    ...(needs.sources && sources.length > 0 ? { sources: [...sources] } : {}),
    ...(needs.downloadSources && downloadSources.length > 0 ? { downloadSources: [...downloadSources] } : {}),
    ...(needs.playlists && playlists.length > 0 ? { playlists: playlists.map(({ platform, remoteId }) => ({ platform, remoteId })) } : {}),
  };
}

/** As it stands in the address of the page: names with commas between them. */
interface FirstChoice {
  readonly start?: string | undefined;
  readonly sources?: string | undefined;
  readonly downloadSources?: string | undefined;
}

const namesIn = (text = ''): string[] => text.split(',').filter((name) => name !== '');

interface SheetProps {
  readonly open: boolean;
  /** What is chosen at first, if the page was opened for it. */
  readonly first: FirstChoice;
  readonly close: () => void;
}

export function StartSheet({ open, first, close }: SheetProps): ReactElement {
  const say = { ...useMessages(words), ...useMessages(startMessages) };
  const readOnly = useReadOnlyReason();
  const act = useAct();
  const goTo = useGoTo();
  const queries = useQueryClient();
  const [chosen, choose] = useState<TemplateName>();
  const templates = useTemplates();
  const template = chosen ?? templates.names.find((name) => name === first.start) ?? 'full';
  const needs = templates.needs(template);
  const [sources, setSources] = useState<ChosenSources>({
    sources: namesIn(first.sources),
    downloadSources: namesIn(first.downloadSources),
  });
  const [playlists, setPlaylists] = useState<readonly ChosenPlaylist[]>([]);
  const [busy, setBusy] = useState(false);
  const start = async (): Promise<void> => {
    setBusy(true);
    await act(async () => {
      const { id } = await answerOf(api.POST('/api/jobs', { body: bodyOf(template, needs, sources, playlists) }));
      tell(say.started(id));
      void queries.invalidateQueries({ queryKey: ['jobs'] });
      close();
      goTo(`/jobs/${id}`);
    });
    setBusy(false);
  };
  const actions = (
    <>
      <Button onClick={close}>{say.cancel}</Button>
      <Button kind="main" icon="play" busy={busy} reason={readOnly} onClick={() => void start()}>
        {say.start}
      </Button>
    </>
  );
  return (
    <Dialog open={open} close={close} title={say.title} actions={actions} wide>
      <TemplateCards names={templates.names} template={template} choose={choose} />
      <SourceChoice needs={needs} chosen={sources} choose={setSources} />
      {needs.playlists ? <PlaylistChoice chosen={playlists} choose={setPlaylists} /> : null}
    </Dialog>
  );
}

interface CardsProps {
  readonly names: readonly TemplateName[];
  readonly template: TemplateName;
  readonly choose: (template: TemplateName) => void;
}

function TemplateCards({ names: all, template, choose }: CardsProps): ReactElement {
  const say = useMessages(startMessages);
  const names = useMessages(templateNames);
  const sentences = useMessages(templateSentences);
  if (all.length === 0) return <Skeleton rows={6} />;
  return (
    <fieldset className={styles.cards} aria-label={say.kind}>
      {all.map((name) => (
        <label key={name} className={styles.card}>
          <input type="radio" name="template" value={name} checked={name === template} onChange={() => choose(name)} />
          <strong>{names[name]}</strong>
          <small>{sentences[name]}</small>
        </label>
      ))}
    </fieldset>
  );
}
