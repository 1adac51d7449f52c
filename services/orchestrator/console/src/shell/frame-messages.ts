import { defineMessages } from '../language/messages.js';

export const frameMessages = defineMessages({
  skip: { zh: '跳到内容', en: 'Skip to the content' },
  pages: { zh: '页面', en: 'Pages' },
  pagesAtFoot: { zh: '常用页面', en: 'Main pages' },
  more: { zh: '更多', en: 'More' },
  live: { zh: '实时', en: 'Live' },
  connecting: { zh: '正在连接', en: 'Connecting' },
  reconnecting: { zh: '正在重连', en: 'Reconnecting' },
  stale: { zh: (at: string) => `停在 ${at}`, en: (at: string) => `As of ${at}` },
  liveHelp: { zh: '本页随服务自动更新', en: 'This page follows the service by itself' },
  account: { zh: '账户与外观', en: 'Account and appearance' },
  toAccount: { zh: '账户、令牌与审计', en: 'Account, tokens, audit' },
  language: { zh: 'English', en: '中文' },
  themeSystem: { zh: '外观：跟随系统', en: 'Appearance: as the system' },
  themeLight: { zh: '外观：浅色', en: 'Appearance: light' },
  themeDark: { zh: '外观：深色', en: 'Appearance: dark' },
  logOut: { zh: '退出登录', en: 'Log out' },
});
