// What a setting may be, in Chinese: the kinds, ranges, choices and defaults that the services name in English.

/** How a number is counted. */
const units: Readonly<Record<string, string>> = {
  MB: 'MB',
  attempts: '次尝试',
  connections: '个连接',
  days: '天',
  files: '个文件',
  items: '个条目',
  'kilobits per second': 'kbit/s',
  'kilobytes a second': 'KB/s',
  megabytes: 'MB',
  milliseconds: '毫秒',
  minutes: '分钟',
  playlists: '个歌单',
  requests: '次请求',
  searches: '次搜索',
  seconds: '秒',
  snapshots: '份快照',
  songs: '首歌',
  streams: '个流',
};

const kinds: Readonly<Record<string, string>> = {
  'cron pattern, or off': 'cron 表达式，或 off',
  path: '路径',
  'path of an address': '地址里的路径',
  'path or "none"': '路径，或 none',
  'path, http(s) or s3 address': '路径，http(s) 或 s3 地址',
  's3 address': 'S3 地址',
  text: '文本',
};

/** What a list holds. */
const listed: Readonly<Record<string, string>> = {
  words: '多项',
  hosts: '多个主机',
  paths: '多个路径',
  'name=/path entries': '多个 名字=/路径',
  'name=value': '多个 名字=值',
};

/** The full-width mark of a Chinese keyboard would not do. */
const marks: Readonly<Record<string, string>> = { ',': '英文逗号', ':': '英文冒号', ';': '英文分号' };

function listForm(kind: string): string | undefined {
  const [, what = '', mark = ''] = /^(.+) separated by "(.)"$/.exec(kind) ?? [];
  return listed[what] === undefined || marks[mark] === undefined ? undefined : `${listed[what]}，用${marks[mark]}分隔`;
}

/** Its kind and range; undefined if there are no words for them. */
export function formInChinese(kind: string, range: string): string | undefined {
  const [, least, most] = kind === 'number' ? [] : (/^(-?\d+) to (-?\d+)$/.exec(range) ?? []);
  if (least !== undefined) {
    if (kind === 'port') return `端口，${least} 到 ${most}`;
    return units[kind] === undefined ? undefined : `${least} 到 ${most} ${units[kind]}`;
  }
  const [, length] = /^(\d+) characters or more$/.exec(range) ?? [];
  if (kind === 'text' && length !== undefined) return `文本，至少 ${length} 个字符`;
  if (kind === 'address' && range === 'http or https') return 'http 或 https 地址';
  if (kind === 'number' && range === '0 to 1') return '0 到 1 之间的数';
  if (kind === 'word' && range !== '') return `${range.replaceAll(', ', '、')} 之一`;
  return range === '' ? (kinds[kind] ?? listForm(kind)) : undefined;
}

/** Defaults that are described, not quoted. */
export const chineseDefaults: Readonly<Record<string, string>> = {
  none: '无',
  all: '全部',
  'all configured sources': '所有已配置的来源',
  'the first administrator': '第一个管理员',
  'addresses, names without a dot, localhost, *.local, *.internal, *.home.arpa, and the name of this machine':
    'IP 地址、不带点的名字、localhost、*.local、*.internal、*.home.arpa，以及这台机器的名字',
  'CONFIG_FILE, else ROOT_DIR/catalogsync.env': 'CONFIG_FILE，没有则 ROOT_DIR/catalogsync.env',
  'LIBRARY_DIR and LIBRARY_FOLDERS, under the names that the resolver gives them':
    'LIBRARY_DIR 和 LIBRARY_FOLDERS，用 resolver 给它们的名字',
  "Kuwo's own": '酷我自己的',
  "Migu's own": '咪咕自己的',
  'https://openapi.tidal.com and https://auth.tidal.com': 'https://openapi.tidal.com 和 https://auth.tidal.com',
  'https://u.y.qq.com, https://c.y.qq.com and https://y.gtimg.cn': 'https://u.y.qq.com、https://c.y.qq.com 和 https://y.gtimg.cn',
};

/** What the words of choices mean; a word that says enough by itself is not here. */
export const chineseChoices: Readonly<Record<string, string>> = {
  yes: '是',
  no: '否',
  true: '是',
  false: '否',
  on: '开',
  off: '关',
  resume: '继续',
  pause: '暂停',
  followed: '已关注的和选的',
  chosen: '只要选的',
  none: '都不要',
  reconcile: '只改不同之处',
  append: '只增不减',
  replace: '整个重写',
  token: '令牌',
  password: '密码',
  nothing: '不写',
  sidecars: '写在旁边的文件里',
  tags: '还写进标签',
  'config-order': '按配置的顺序',
  'laplace-warmup': '按找到的比例',
  'ratio-adaptive': '找到的机会 ÷ 用时',
  'ratio-thompson': '找到的机会 ÷ 用时，偶尔试新',
};
