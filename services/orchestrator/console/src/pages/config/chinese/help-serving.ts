/** What the settings of fetching and ranking, of the media server and of what is served are for. */
export const servingHelp: Readonly<Record<string, string>> = {
  // resolver
  OUTBOUND_PRIVATE_HOSTS:
    '清单里的、来源给出的、重定向到的地址，可以通向您自己网络里的哪些主机：名字、地址，或 192.168.1.0/24 这样的网段。用各自的设置配置的服务器不必列出。',
  DOWNLOAD_MAX_MEGABYTES: '一个文件最大多少；更大的下载会中止。',
  DOWNLOAD_SEARCH_SECONDS: '一个来源最多用多长时间回应搜索。',
  DOWNLOAD_STALL_SECONDS: '下载停滞多久后中止。',
  DOWNLOAD_FETCH_MINUTES: '下载一个文件总共最多用多长时间。',
  DOWNLOAD_QUALITY: '想要的音质，最好的在前：hires、lossless、high（320 kbit/s）、standard（192）、low。',
  DOWNLOAD_QUALITY_FLOOR: '可以接受的最低音质；留空则是 DOWNLOAD_QUALITY 的最后一个。',
  LYRICS: '是否为下载的歌取歌词，写在文件旁边（.lrc）。',
  QUARANTINE_FILES: '没通过校验的文件保留多少个等您决定；更旧的会删除。',
  SEARCH_CACHE_MINUTES: '搜索结果缓存多久；0 表示不缓存。',
  RANKING_POLICY: '找一首歌时，其他来源怎样排序：按配置的顺序；预热后按成功率；按学到的机会和用时；同上，再加一些随机尝试。',
  RANKING_WARMUP_ATTEMPTS: 'laplace-warmup：一个平台的歌尝试多少次后，顺序才会变。',
  RANKING_GATE_ATTEMPTS: 'ratio-adaptive 和 ratio-thompson：一个平台的歌尝试多少次后，顺序才会变。',
  RESOLVE_AHEAD: '找一首歌时，可以比当前来源提前进行多少次搜索：更快，但有些请求会白费。',
  RESOLVE_KNOWLEDGE_SECONDS:
    '没有来源能确定找到一首歌时：等 MusicBrainz（MUSICBRAINZ_CONTACT）给出它的 ISRC 和别名多久，再用它们重新问各来源。0 表示从不去问。',

  // media-server
  SERVER_LIBRARY_DIR: '媒体服务器在哪里看到 LIBRARY_DIR，例如它容器里的 /music。',
  PLEX_URL: 'Plex Media Server 的地址，例如 http://nas:32400。',
  PLEX_TOKEN: '它的令牌（X-Plex-Token）。',
  PLEX_LIBRARIES: '使用 Plex 服务器上哪些音乐库，写名字；留空则全部使用。',
  JELLYFIN_URL: 'Jellyfin 服务器的地址，例如 http://nas:8096。',
  JELLYFIN_API_KEY: '那台服务器的一个 API key（Dashboard，API Keys）。',
  JELLYFIN_USER: '那里的用户名：歌单归其所有，播放次数以其为准；留空则是第一个管理员。',
  JELLYFIN_LIBRARIES: '使用 Jellyfin 服务器上哪些音乐库，写名字；留空则全部使用。',
  NAVIDROME_URL: 'Navidrome 或其他 OpenSubsonic 服务器（Gonic、Airsonic、Supysonic……）的地址，例如 http://nas:4533。',
  NAVIDROME_USER: '那台服务器上的用户；歌单归其所有。',
  NAVIDROME_PASSWORD: '该用户的密码；NAVIDROME_AUTH=api-key 时是其 API key。',
  NAVIDROME_AUTH: '怎样登录那台服务器：加盐的令牌；密码本身，用于不认识令牌的服务器（只在 https 上或家里用）；API key。',
  NAVIDROME_LIBRARIES: '使用那台服务器上哪些音乐文件夹，写名字；留空则全部使用。',
  SOULSYNC_DIR: '代替服务器的音乐文件夹。',
  SOULSYNC_PLAYLISTS_DIR: '歌单以 .m3u8 文件保存在哪里；已经在那里的也算歌单。',
  SOULSYNC_WRITE:
    '流派、简介和图片写到哪里：哪里都不写；写进音乐旁边的文件（artist.nfo、artist.jpg、cover.jpg）；流派还写进音乐文件的标签。',

  // snapshot
  SNAPSHOT_SIGNING_KEYS: '给清单签名的私钥环；权限 0600。',
  SNAPSHOT_HOST: '在哪个地址提供已发布的快照。',
  SNAPSHOT_PORT: '在哪个端口提供已发布的快照。',
  SNAPSHOT_SOURCE_TOKEN: '读取发布内容的令牌：SNAPSHOT_PORT 会要它；SNAPSHOT_SOURCE 是 http(s) 地址时会出示它。每台机器设成相同的。',
  PUBLIC_API_ACCESS_TOKENS: '访问令牌；请求必须出示其中一个。留空则对所有人开放。设了令牌，SNAPSHOT_PORT 上的发布内容也要出示一个。',
  SNAPSHOT_LEAST_RATE: '下载快照时，若一分钟内平均比这还慢就切断；读取方会接着下载。0 表示不限。',
  SNAPSHOT_KEEP: '发布目录里保留多少份快照；正在下载的会留得久一些。',
  SNAPSHOT_KEEP_DAYS: '比这更旧的快照会被删除，即使份数不超过 SNAPSHOT_KEEP；当前这份永远不删。0 表示只看份数。',
  SNAPSHOT_FRESH_DAYS: '发布内容这么久没有重新签名，读取方就不再接受新内容，已有的照常提供。服务运行时每天都会重新签名。',
  SNAPSHOT_MIRROR:
    '每次发布都复制到这里的对象存储，供别处读取：s3://桶/前缀?endpoint=https://s3.example&region=eu-1。它的密钥在 SNAPSHOT_S3_KEYS 里。',
  SNAPSHOT_MAX_AGE_DAYS: '清单签发这么久之后，读取方就不再接受。过了一半时，发布方会重新签发。',

  // origin
  SNAPSHOT_SOURCE:
    '新快照从哪里来：一个文件夹、发布内容的 http(s) 地址，或对象存储 s3://bucket/prefix?endpoint=https://s3.example&region=eu-1。',
  SNAPSHOT_ROOT: '读取有签名元数据的发布内容时，最先信任的根文档。',
  OBJECT_READ_KEYS: '只读的访问密钥，按存储后端的名字，用来给交付方式为 presigned 的对象存储签名地址；每个写成 名字=<访问密钥 ID>:<密钥>。',
  SNAPSHOT_S3_KEYS: '存放发布内容的对象存储的访问密钥，写成 <access key id>:<secret>；读取方只需要只读的密钥。',
  SNAPSHOT_TRUSTED_KEYS: '接受哪些公钥签名的清单；none 表示没有签名的也接受。',
  SNAPSHOT_POLL_SECONDS: '多久检查一次有没有新快照。如果是文件夹，还会监视它。',
  PLAYBACK_TRUSTED_KEYS: '原站接受用哪些公钥签名的播放链接。',
  ORIGIN_RPC: 'origin 的 gRPC 地址：unix:/路径，或 host:port（后者需要证书或 RPC_SHARED_SECRET）。',
  ORIGIN_PORT: '私有原站的端口。',
  ORIGIN_HOST: '原站监听的地址。',
  ORIGIN_ROOTS: '提供哪些文件夹里的文件，以它们的存储在目录里的名字区分。',
  ORIGIN_ACCEL_REDIRECT:
    'nginx 的内部 location 以这个地址提供音乐库，每个存储一个文件夹，例如 /protected/。来自 TRUSTED_PROXIES 的请求就用 X-Accel-Redirect 回答，文件由 nginx 发送。',
  ORIGIN_MAX_STREAMS: '同时发送多少个流；再来的请求会被告知稍后重试。由 nginx 发送的（ORIGIN_ACCEL_REDIRECT）不算在内。',
  ORIGIN_MAX_STREAMS_PER_CLIENT:
    '向一个地址同时发送多少个流；0 表示不限。经过没有列入 TRUSTED_PROXIES 的代理时，所有客户端都算代理这一个地址。',
  ORIGIN_IDLE_SECONDS: '客户端这么久都不读数据，流就切断；播放器会从断点（range）继续。',

  // public-api
  COVER_CACHE_MB: '公开接口在 CACHE_DIR 里最多存多少封面图片；最久没用的先删除。',
  PLAYBACK_SIGNING_KEYS: '给播放链接签名的私钥环；权限 0600。',
  PUBLIC_API_RPC: 'public-api 的 gRPC 地址：unix:/路径，或 host:port（后者需要证书或 RPC_SHARED_SECRET）。',
  ORIGIN_BASE_URL: '播放器访问私有原站的地址。留空则用请求里的主机（须是 ALLOWED_HOSTS 允许的），端口为 ORIGIN_PORT。',
  PUBLIC_API_HOST: '公开接口监听的地址。',
  PUBLIC_API_PORT: '公开接口的端口。',
  PUBLIC_API_ACCESS: '谁可以使用公共 API：所有人；或者出示 API 密钥（cloud keys create）或 PUBLIC_API_ACCESS_TOKENS 之一的人。',
  PUBLIC_API_KEYS: 'API 密钥的文件，里面只有散列值。改动几秒内就会被发现。',
  PUBLIC_API_RATE:
    '每个地址（IPv6 按 /64 网络算）每分钟可向公共 API 发多少次请求；超出的会被告知何时再来。0 表示不限。在代理后面时，还要设置 TRUSTED_PROXIES。',
  PUBLIC_API_KEY_RATE: '同上，但按没有自己速率的 API 密钥计算，并取代地址的那个。0 表示不限。',
  PUBLIC_API_BURST: '停顿之后，这些请求里有多少可以一下子到来。0 表示一整分钟的量。',
  HTTP_FRESH_SECONDS: '浏览器、代理和 CDN 可以在多久之内不再询问、直接使用目录的回答。新快照最多过两倍的时间就人人可见。',
  HTTP_CACHE_MB: '存放当前快照的回答所用的内存，每个回答只读取、压缩一次；四分之一留给未压缩的。0 表示不存。',
  PLAYBACK_TTL_SECONDS: '签名的播放链接至少有效多久；最多再长六分之一，使相同的请求得到相同的链接。',
};
