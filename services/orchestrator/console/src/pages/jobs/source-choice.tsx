import type { ReactElement } from 'react';
import type { Schemas } from '../../api/types.js';
import { Check } from '../../kit/controls.js';
import { Note } from '../../kit/page.js';
import { useMessages } from '../../language/messages.js';
import { Link } from '../../shell/link.js';
import styles from './jobs.module.css';
import { startMessages } from './start-messages.js';
import { useSources } from './use-sources.js';
import type { Needs } from './use-templates.js';

export interface ChosenSources {
  readonly sources: readonly string[];
  readonly downloadSources: readonly string[];
}

type Capability = Schemas['Source']['capabilities'][number];

const able: Readonly<Record<keyof ChosenSources, readonly Capability[]>> = {
  sources: ['playlists', 'charts'],
  downloadSources: ['fetch'],
};

interface ChoiceProps {
  readonly needs: Needs;
  readonly chosen: ChosenSources;
  readonly choose: (chosen: ChosenSources) => void;
}

/** From which sources a job collects and downloads; none means all. */
export const SourceChoice = ({ needs, chosen, choose }: ChoiceProps): ReactElement => (
  <>
    {(['sources', 'downloadSources'] as const)
      .filter((kind) => needs[kind])
      .map((kind) => (
        <Group key={kind} kind={kind} chosen={chosen} choose={choose} />
      ))}
  </>
);

function Group({ kind, chosen, choose }: Omit<ChoiceProps, 'needs'> & { kind: keyof ChosenSources }): ReactElement {
  const say = useMessages(startMessages);
  const known = useSources().filter(
    ({ configured, name, capabilities }) =>
      chosen[kind].includes(name) || (configured && capabilities.some((capability) => able[kind].includes(capability))),
  );
  const toggle = (name: string, isChosen: boolean): void =>
    choose({ ...chosen, [kind]: isChosen ? [...chosen[kind], name] : chosen[kind].filter((one) => one !== name) });
  return (
    <fieldset className={styles.group}>
      <legend>{say[kind]}</legend>
      {known.length === 0 ? (
        <Note>
          {say.noSources} <Link to="/ranking">{say.toSources}</Link>
        </Note>
      ) : (
        <>
          <div className={styles.choices}>
            {known.map(({ name }) => (
              <Check
                key={name}
                label={<span data-data>{name}</span>}
                checked={chosen[kind].includes(name)}
                choose={(isChosen) => toggle(name, isChosen)}
              />
            ))}
          </div>
          <Note>{say.allSources}</Note>
        </>
      )}
    </fieldset>
  );
}
