import { defineMessages } from '../../language/messages.js';
import type { Setting } from './use-configuration.js';

/** The groups of the service in words; a group that is not here keeps its name. */
export const groupWords = defineMessages({
  'this installation': { zh: '整套安装', en: 'The installation' },
  orchestrator: { zh: '任务与控制台', en: 'Jobs and console' },
  resolver: { zh: '来源与下载', en: 'Sources and downloads' },
  'media-server': { zh: '媒体服务器', en: 'Media server' },
  snapshot: { zh: '发布', en: 'Publishing' },
  origin: { zh: '文件服务', en: 'Serving files' },
  'public-api': { zh: '公开接口', en: 'Public API' },
});

interface SettingGroup {
  readonly name: string;
  readonly settings: readonly Setting[];
}

interface Wanted {
  /** Words that all occur in the key or in its help, in either language. */
  readonly text: string;
  readonly group: string | undefined;
  /** Only those that a file or the environment sets, or that the draft changes. */
  readonly onlySet: boolean;
  readonly isChanged: (key: string) => boolean;
  /** In the language of the page, if that is not the service's. */
  readonly helpOf: (key: string) => string | undefined;
}

/** The settings by group that fit a search, those that can be changed here first; groups without any are left out. */
export function groupsOf(settings: readonly Setting[], { text, group, onlySet, isChanged, helpOf }: Wanted): SettingGroup[] {
  const sought = text.toLowerCase().split(/\s+/);
  const isSought = ({ key, help }: Setting): boolean => {
    const said = `${key}\n${help}\n${helpOf(key) ?? ''}`.toLowerCase();
    return sought.every((word) => said.includes(word));
  };
  const fits = (setting: Setting): boolean =>
    (group === undefined || setting.group === group) &&
    (!onlySet || setting.origin !== 'default' || isChanged(setting.key)) &&
    isSought(setting);
  const found = new Map<string, Setting[]>();
  for (const setting of settings.filter(fits)) found.set(setting.group, [...(found.get(setting.group) ?? []), setting]);
  return [...found].map(([name, part]) => ({ name, settings: part.toSorted((a, b) => Number(isLocked(a)) - Number(isLocked(b))) }));
}

/** Whether it cannot be changed here. What can be stands first. */
const isLocked = ({ secret, origin, belongsTo }: Setting): boolean => secret || origin === 'environment' || belongsTo === 'machine';

/** The words that a setting may be; undefined for any other kind. */
export const choicesOf = ({ kind, range }: Pick<Setting, 'kind' | 'range'>): readonly string[] | undefined =>
  kind === 'word' && range !== '' ? range.split(', ') : undefined;

/** A range of whole numbers, such as "1 to 16": phones show digits for it. */
export const isWholeNumber = ({ range }: Pick<Setting, 'range'>): boolean => /^-?\d+ to -?\d+$/.test(range);
