/** Words of song titles, commonest first; two characters each. */
export const chineseWords: readonly string[] = (
  '爱情 我们 一个 时间 世界 回忆 天空 孤独 想你 夜空 月亮 星星 阳光 幸福 眼泪 梦想 再见 远方 夏天 秋天 春天 冬天 雨天 海洋 风景 城市 故乡 青春 ' +
  '岁月 告白 温柔 微笑 思念 离开 永远 如果 今天 明天 昨天 不要 一起 唱歌 跳舞 玫瑰 花海 落叶 雪花 彩虹 流星 电影 故事 相遇 分手 等待 寂寞 朋友 ' +
  '兄弟 妈妈 父亲 孩子 少年 姑娘 红豆 白云 黑夜 清晨 黄昏 江南 长城 北京 上海 香港 台北 成都 草原 高原 雪山 大海 小河 森林 沙漠 飞鸟 蝴蝶 骆驼 ' +
  '勇气 自由 希望 命运 秘密 谎言 真相 誓言 承诺 遗憾 美丽 简单 平凡 伟大 疯狂 安静 漫长 遥远 最初 最后 东风 青花 龙卷 稻香 晴天 听妈 双截 简爱 ' +
  '七里 千里 万里 菊花 茉莉 牡丹 杜鹃 夜曲 序曲 组曲 协奏 摇篮 摇滚 民谣 古风 电音 轻音 钢琴 吉他 提琴 长笛 二胡 琵琶 古筝 鼓声 钟声 歌声 笑声 ' +
  '重庆 银行 长大 行走 音乐 快乐 乐园 重逢 朝阳 朝代 还是 还乡 了解 为了 都市 首都 觉得 睡觉 便宜 方便 相信 相片 少女 多少 传说 自传 弹琴 子弹 ' +
  '旋律 节奏 和声 沉默 呼吸 心跳 拥抱 亲吻 牵手 放手 转身 背影 影子 镜子 窗外 门前 路口 车站 机场 码头 渡口 桥上 楼台 烟雨 烟火 灯火 星火 战火 ' +
  '天使 魔鬼 王子 公主 国王 英雄 浪子 旅人 过客 归人 知己 对手 爱人 恋人 情人 伊人 佳人 故人 行人 陌生 熟悉 冷漠 热烈 温暖 冰冷 炽热 清凉 芬芳'
).split(' ');

/** Words of English titles, commonest first. */
export const englishWords: readonly string[] = (
  'Love Night Heart Time Dream Baby Girl Day World Light Home Fire Way Blue Sky Rain Moon Dance Star River Road Summer Angel Eyes Song Life Sun Gold ' +
  'Black White Red Wild Free Young Forever Again Never Always Tonight Yesterday Tomorrow Morning Midnight Winter Spring Autumn Ocean Island Mountain ' +
  'Valley Garden Flower Rose Shadow Mirror Window Door Bridge Street City Town Paradise Heaven Hell Devil Ghost Stranger Lover Friend Brother Sister ' +
  'Mother Father King Queen Prince Soldier Hero Rebel Sinner Saint Believer Dreamer Runner Dancer Singer Radio Piano Guitar Violin Drum Thunder ' +
  'Lightning Storm Wind Snow Ice Stone Diamond Silver Crystal Velvet Satin Leather Paper Glass Steel Iron Engine Machine Robot Electric Neon Cosmic ' +
  'Lunar Solar Galaxy Planet Rocket Satellite Gravity Echo Silence Whisper Scream Promise Secret Story Letter Memory Moment Minute Second Hour Season'
).split(' ');

/** Family names of artists. */
export const surnames: readonly string[] =
  '王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭 马 罗 梁 宋 郑 谢 韩 唐 冯 于 董 萧 程 曹 袁 邓 许 傅 沈 曾 彭 吕'.split(' ');
