import { memo, type ReactElement, type ReactNode, useEffect, useState } from 'react';
import { Button } from '../../kit/button.js';
import { Input, Select } from '../../kit/controls.js';
import { Icon } from '../../kit/icons.js';
import { Said } from '../../kit/said.js';
import { Badge } from '../../kit/status.js';
import { useMessages } from '../../language/messages.js';
import styles from './config.module.css';
import { withoutKey, withValue } from './env-text.js';
import { choicesOf, isWholeNumber } from './setting-groups.js';
import { useSettingWords } from './setting-words.js';
import type { Setting } from './use-configuration.js';
import type { Draft } from './use-draft.js';
import { configWords } from './words.js';

interface SettingRowProps {
  readonly setting: Setting;
  /** As the draft has it; undefined if its default holds. */
  readonly value: string | undefined;
  readonly isChanged: boolean;
  readonly isMarked: boolean;
  readonly problem: string | undefined;
  readonly readOnly: string | undefined;
  readonly write: Draft['write'];
}

/** One setting: what it is for, its value, where that comes from, what it may be. */
export const SettingRow = memo(function Row(props: SettingRowProps): ReactElement {
  const { setting, isChanged, isMarked, problem } = props;
  const say = useMessages(configWords);
  const words = useSettingWords();
  const why = useLocked(setting);
  const origin = { default: say.fromDefault, file: say.fromFile, environment: say.fromEnvironment }[setting.origin];
  return (
    <li id={`setting-${setting.key}`} className={styles.setting} data-marked={isMarked || undefined}>
      <div className={styles.about}>
        <div className={styles.names}>
          <code className={styles.key}>{setting.key}</code>
          {isChanged ? (
            <Badge tone="active" icon="edit">
              {say.changed}
            </Badge>
          ) : (
            <span className={styles.origin}>{origin}</span>
          )}
        </div>
        <p className={styles.help} id={`help-${setting.key}`}>
          <Said text={setting.help} chinese={words.help(setting.key)} />
        </p>
      </div>
      <div className={styles.value}>
        {why === undefined ? <Editor {...props} /> : <Locked setting={setting} />}
        <Range setting={setting} why={why} />
        {problem === undefined ? null : (
          <p className={styles.problem} role="alert">
            <Said text={problem} chinese={words.sentence(problem)} />
          </p>
        )}
      </div>
    </li>
  );
});

/** What it may be, and why it cannot be changed here. A list of choices says it itself. */
function Range({ setting, why }: { setting: Setting; why: string | undefined }): ReactElement | null {
  const say = useMessages(configWords);
  const words = useSettingWords();
  const { kind, range, defaultValue } = setting;
  const described = words.fallback(defaultValue ?? '');
  if (why === undefined && choicesOf(setting) !== undefined) return null;
  return (
    <p className={styles.range}>
      {why === undefined ? null : `${why}${say.next}`}
      <Said text={range === '' ? kind : `${kind}: ${range}`} chinese={words.form(kind, range)} />
      {defaultValue === null || defaultValue === '' ? null : (
        <>
          {` · ${say.defaultIs} `}
          {described === undefined ? <code data-data>{defaultValue}</code> : <span data-data>{described}</span>}
        </>
      )}
    </p>
  );
}

function useLocked({ secret, origin, belongsTo }: Setting): string | undefined {
  const say = useMessages(configWords);
  if (secret) return say.secretWhy;
  if (origin === 'environment') return say.environmentWhy;
  return belongsTo === 'machine' ? say.machineWhy : undefined;
}

function Locked({ setting: { secret, value } }: { setting: Setting }): ReactElement {
  const say = useMessages(configWords);
  const shown: ReactNode = secret ? value === '' ? say.notSet : say.secretSet : value === '' ? '–' : <code data-data>{value}</code>;
  return (
    <div className={styles.locked}>
      <Icon name="lock" size={16} />
      {shown}
    </div>
  );
}

function Editor({ setting, value, readOnly, problem, write }: SettingRowProps): ReactElement {
  const say = useMessages(configWords);
  const words = useSettingWords();
  const { key } = setting;
  const named = (word: string): string => (words.choice(word) === undefined ? word : `${words.choice(word)}（${word}）`);
  const set = (text: string): void => write((before) => (text.trim() === '' ? withoutKey(before, key) : withValue(before, key, text)));
  const choices = choicesOf(setting);
  const labels = { 'aria-label': key, 'aria-describedby': `help-${key}`, 'aria-invalid': problem !== undefined };
  const options = [
    { value: '', name: say.defaultChoice(named(setting.defaultValue ?? '–')) },
    ...(choices ?? []).map((choice) => ({ value: choice, name: named(choice) })),
    ...(value === undefined || choices?.includes(value) ? [] : [{ value, name: value }]),
  ];
  return (
    <div className={styles.editor}>
      {choices === undefined ? (
        <TextValue setting={setting} value={value} set={set} disabled={readOnly !== undefined} {...labels} />
      ) : (
        <Select options={options} value={value ?? ''} choose={set} disabled={readOnly !== undefined} {...labels} />
      )}
      {value === undefined || readOnly !== undefined ? null : (
        <Button kind="quiet" onClick={() => set('')} aria-label={`${key}: ${say.toDefault}`}>
          {say.toDefault}
        </Button>
      )}
      {readOnly === undefined ? null : <span className={styles.range}>{readOnly}</span>}
    </div>
  );
}

interface TextValueProps {
  readonly setting: Setting;
  readonly value: string | undefined;
  readonly set: (text: string) => void;
  readonly disabled: boolean;
}

/** The file trims its values; what is being typed keeps its blanks. */
function TextValue({ setting, value = '', set, ...others }: TextValueProps): ReactElement {
  const words = useSettingWords();
  const [text, setText] = useState(value);
  const fallback = setting.defaultValue ?? '';
  useEffect(() => setText((typed) => (typed.trim() === value ? typed : value)), [value]);
  return (
    <Input
      value={text}
      placeholder={setting.value || (words.fallback(fallback) ?? fallback)}
      inputMode={isWholeNumber(setting) ? 'numeric' : undefined}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      data-data
      onChange={({ target }) => {
        setText(target.value);
        set(target.value);
      }}
      {...others}
    />
  );
}
