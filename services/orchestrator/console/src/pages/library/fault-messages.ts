import { defineMessages } from '../../language/messages.js';

export const faultMessages = defineMessages({
  title: { zh: '读不了的文件', en: 'Files that cannot be read' },
  about: {
    zh: '扫描时读不了。换掉或修好文件后，它会自己从这里消失；不想再看到就搁置。',
    en: 'The scan could not read them. Replace or mend a file and it leaves this list by itself; set it aside to stop seeing it.',
  },
  showSetAside: { zh: '也显示搁置的', en: 'Also show those set aside' },
  empty: { zh: '所有文件都能读。', en: 'Every file can be read.' },
  setAsideN: { zh: (n: string) => `搁置 ${n} 个`, en: (n: string) => `Set ${n} aside` },
  takeUpN: { zh: (n: string) => `重新列出 ${n} 个`, en: (n: string) => `List ${n} again` },
  setAsideDone: { zh: (n: string) => `已搁置 ${n} 个文件`, en: (n: string) => `Set aside: ${n}` },
  takeUpDone: { zh: (n: string) => `已重新列出 ${n} 个文件`, en: (n: string) => `Listed again: ${n}` },
  setAsideBy: { zh: (name: string) => `${name} 搁置`, en: (name: string) => `set aside by ${name}` },
  unselect: { zh: '取消选择', en: 'Clear selection' },

  duplicates: { zh: '内容相同的文件', en: 'Files with the same content' },
  duplicatesAbout: {
    zh: '它们在目录里是同一首歌，只多占了空间。这里不会删除文件。',
    en: 'They are one song in the catalogue and only take up space. Nothing is deleted here.',
  },
  noDuplicates: { zh: '没有内容相同的文件。', en: 'No two files have the same content.' },
  copies: { zh: (n: string) => `${n} 份`, en: (n: string) => `${n} copies` },
  wasted: { zh: (size: string) => `多占 ${size}`, en: (size: string) => `${size} too much` },
  places: { zh: '文件在这里', en: 'Where they are' },
  onlyFirst: { zh: (n: string) => `只列出前 ${n} 个。`, en: (n: string) => `Only the first ${n} are listed.` },
});
