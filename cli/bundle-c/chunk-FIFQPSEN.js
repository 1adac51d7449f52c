import 'reflect-metadata'; import { createRequire as __requireFrom } from 'node:module'; import { dirname as __folderOf } from 'node:path'; import { fileURLToPath as __pathOf } from 'node:url'; const require = __requireFrom(import.meta.url), __filename = __pathOf(import.meta.url), __dirname = __folderOf(__filename);
import{auditRows,countedId,inKey,openDatabase,optionalText,optionalWhole,real,rowSchema,text,textOr,whole,wholeOr}from"./chunk-CTTKPQ6V.js";import{__export}from"./chunk-M6IHWZRX.js";import{dirname,join}from"node:path";var Audit1795200000040=class{async up(runner){await runner.query(`CREATE TABLE resolver_audit (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      at INTEGER NOT NULL,
      actor TEXT NOT NULL,
      via TEXT NOT NULL,
      address TEXT NOT NULL,
      action TEXT NOT NULL,
      target TEXT NOT NULL,
      outcome TEXT NOT NULL
    )`),await runner.query("CREATE INDEX resolver_audit_by_time ON resolver_audit (at, id)")}};var Downloads1795200000020=class{async up(runner){for(let sql of tables)await runner.query(sql)}},tables=[`CREATE TABLE downloads (
    seq INTEGER PRIMARY KEY,
    download_id TEXT NOT NULL UNIQUE,
    request_key TEXT NOT NULL,
    request_json TEXT NOT NULL,
    holder TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'interrupted', 'succeeded', 'not_found', 'failed', 'canceled')),
    file_json TEXT,
    error_code TEXT,
    error_message TEXT NOT NULL DEFAULT '',
    error_hint TEXT NOT NULL DEFAULT '',
    released INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT 0,
    CHECK ((state = 'succeeded') = (file_json IS NOT NULL))
  )`,"CREATE UNIQUE INDEX downloads_active ON downloads (request_key) WHERE state IN ('queued', 'running', 'interrupted')","CREATE INDEX downloads_ready ON downloads (request_key, seq) WHERE state = 'succeeded' AND released = 0","CREATE INDEX downloads_by_state ON downloads (state, seq)",`CREATE TABLE download_attempts (
    download_id TEXT NOT NULL REFERENCES downloads (download_id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    source TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('succeeded', 'nothing_found', 'refused', 'failed')),
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    elapsed_ms INTEGER NOT NULL,
    PRIMARY KEY (download_id, position)
  ) WITHOUT ROWID`,`CREATE TABLE quarantined_files (
    seq INTEGER PRIMARY KEY,
    quarantine_id TEXT NOT NULL UNIQUE,
    download_id TEXT NOT NULL,
    path TEXT NOT NULL,
    source TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    audio_json TEXT,
    file_size_bytes INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('held', 'approved', 'rejected', 'expired')),
    created_at INTEGER NOT NULL
  )`,"CREATE INDEX quarantined_files_held ON quarantined_files (seq) WHERE state = 'held'","CREATE INDEX quarantined_files_track ON quarantined_files (source, remote_id) WHERE state = 'held'",`CREATE TABLE rejected_files (
    sha256 TEXT NOT NULL,
    source TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (source, remote_id, sha256),
    CHECK (sha256 <> '' OR remote_id <> '')
  ) WITHOUT ROWID`,"CREATE INDEX rejected_files_content ON rejected_files (sha256) WHERE sha256 <> ''"];var LibraryChanges1795200000060=class{async up(runner){for(let sql of statements)await runner.query(sql)}},statements=["ALTER TABLE library_files ADD COLUMN tag_rules INTEGER NOT NULL DEFAULT 0","ALTER TABLE library_files ADD COLUMN lyrics_stamp TEXT","ALTER TABLE library_reads ADD COLUMN tag_rules INTEGER NOT NULL DEFAULT 0","ALTER TABLE library_tracks ADD COLUMN revision INTEGER NOT NULL DEFAULT 1","CREATE INDEX library_tracks_revision ON library_tracks (revision, track_id)","INSERT INTO library_state (name, value) VALUES ('feed', lower(hex(randomblob(8)))), ('revision', '1')"];var LibrarySearch1795200000030=class{async up(runner){for(let sql of statements2)await runner.query(sql)}},statements2=["ALTER TABLE library_files ADD COLUMN search_rules INTEGER NOT NULL DEFAULT 0","CREATE INDEX library_files_search_rules ON library_files (search_rules) WHERE state = 'listed'","CREATE TABLE library_search_keys (search_key TEXT NOT NULL, file_id INTEGER NOT NULL, PRIMARY KEY (search_key, file_id)) WITHOUT ROWID","CREATE INDEX library_search_keys_file ON library_search_keys (file_id)"];var LibraryUpkeep1795200000065=class{async up(runner){await runner.query("ALTER TABLE library_files ADD COLUMN audio_hash TEXT"),await runner.query("ALTER TABLE library_reads ADD COLUMN audio_hash TEXT"),await runner.query(`CREATE TABLE library_faults (
      path TEXT NOT NULL,
      reason TEXT NOT NULL,
      stamp TEXT NOT NULL,
      first_seen_at INTEGER NOT NULL,
      last_seen_at INTEGER NOT NULL,
      set_aside_at INTEGER,
      set_aside_by TEXT,
      PRIMARY KEY (path, reason)
    ) WITHOUT ROWID`)}};var Ranking1795200000010=class{async up(runner){for(let sql of tables2)await runner.query(sql)}},tables2=["CREATE TABLE resolver_origins (origin_source TEXT PRIMARY KEY, attempts INTEGER NOT NULL) WITHOUT ROWID",`CREATE TABLE resolver_source_evidence (
    origin_source TEXT NOT NULL,
    candidate_source TEXT NOT NULL,
    as_of INTEGER NOT NULL,
    successes REAL NOT NULL,
    failures REAL NOT NULL,
    cost_ms REAL NOT NULL,
    cost_weight REAL NOT NULL,
    fault_count INTEGER NOT NULL DEFAULT 0,
    verified_count INTEGER NOT NULL DEFAULT 0,
    refuted_count INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (origin_source, candidate_source)
  ) WITHOUT ROWID`,`CREATE TABLE resolver_decisions (
    decision_id INTEGER PRIMARY KEY AUTOINCREMENT,
    origin_source TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    policy TEXT NOT NULL,
    song TEXT NOT NULL,
    why_json TEXT NOT NULL
  )`,"CREATE INDEX resolver_decisions_origin ON resolver_decisions (origin_source, decision_id)",`CREATE TABLE manual_matches (
    platform TEXT NOT NULL,
    remote_id TEXT NOT NULL,
    source TEXT NOT NULL,
    source_remote_id TEXT NOT NULL,
    note TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (platform, remote_id)
  ) WITHOUT ROWID`];var now="strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",table="resolver_source_stats",columns=[["origin_source","TEXT NOT NULL","''"],["candidate_source","TEXT NOT NULL","''"],["attempt_count","INTEGER NOT NULL DEFAULT 0","0"],["resolve_success_count","INTEGER NOT NULL DEFAULT 0","0"],["last_attempt_at","TEXT","NULL"],["last_success_at","TEXT","NULL"],["created_at",`TEXT NOT NULL DEFAULT (${now})`,now],["updated_at",`TEXT NOT NULL DEFAULT (${now})`,now]],quoted=name=>`"${name.replaceAll('"','""')}"`,StatisticsDefaults1795200000055=class{async up(runner){let found2=await runner.query(`PRAGMA table_xinfo(${table})`),present=new Map(found2.map(column=>[column.name,column])),hasDefault=name=>present.get(name)?.dflt_value!=null;if(columns.every(([name])=>present.has(name))&&hasDefault("created_at")&&hasDefault("updated_at"))return;let extra=found2.filter(({name,hidden})=>hidden===0&&!columns.some(([known])=>known===name)),others=await runner.query(`SELECT sql FROM sqlite_schema WHERE tbl_name = '${table}' AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY rowid`),declared=[...columns.map(([name,text2])=>`${name} ${text2}`),...extra.map(declarationOf)];await runner.query(`CREATE TABLE statistics_with_defaults (${declared.join(", ")}, PRIMARY KEY (origin_source, candidate_source))`);let names=[...columns.map(([name])=>name),...extra.map(({name})=>quoted(name))],values=[...columns.map(([name,,missing])=>present.has(name)?`coalesce(${name}, ${missing})`:missing),...extra.map(({name})=>quoted(name))];await runner.query(`INSERT INTO statistics_with_defaults (${names.join(", ")}) SELECT ${values.join(", ")} FROM ${table}`),await runner.query(`DROP TABLE ${table}`),await runner.query(`ALTER TABLE statistics_with_defaults RENAME TO ${table}`);for(let{sql}of others)await runner.query(sql)}};function declarationOf({name,type,dflt_value:value}){return`${quoted(name)} ${type}${value===null?"":` DEFAULT (${value})`}`.trim()}var SourceStatistics1795200000000=class{async up(runner){await runner.query(`CREATE TABLE IF NOT EXISTS resolver_source_stats (
      origin_source TEXT NOT NULL,
      candidate_source TEXT NOT NULL,
      attempt_count INTEGER NOT NULL DEFAULT 0,
      resolve_success_count INTEGER NOT NULL DEFAULT 0,
      last_attempt_at TEXT,
      last_success_at TEXT,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL,
      PRIMARY KEY (origin_source, candidate_source)
    )`);let indices=await runner.query("PRAGMA index_list(resolver_source_stats)");for(let{name}of indices){let columns2=await runner.query(`PRAGMA index_info("${name.replaceAll('"','""')}")`);if(columns2.length===1&&columns2[0]?.name==="origin_source")return}await runner.query("CREATE INDEX idx_resolver_source_stats_origin ON resolver_source_stats (origin_source)")}},LibraryIndex1795200000001=class{async up(runner){for(let sql of libraryTables)await runner.query(sql)}},libraryTables=[`CREATE TABLE library_files (
    file_id INTEGER PRIMARY KEY,
    root TEXT NOT NULL,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ms REAL NOT NULL,
    inode REAL NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('listed', 'broken', 'skipped', 'gone')),
    reason TEXT NOT NULL DEFAULT '',
    fingerprint TEXT,
    track_id TEXT,
    tags_json TEXT,
    first_seen_at INTEGER NOT NULL,
    gone_at INTEGER,
    CHECK (state <> 'listed' OR (track_id IS NOT NULL AND tags_json IS NOT NULL))
  )`,"CREATE UNIQUE INDEX library_files_place ON library_files (root, path) WHERE state <> 'gone'","CREATE INDEX library_files_track ON library_files (track_id) WHERE state = 'listed'","CREATE INDEX library_files_trouble ON library_files (state, file_id) WHERE state IN ('broken', 'gone')",`CREATE TABLE library_reads (
    root TEXT NOT NULL,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ms REAL NOT NULL,
    inode REAL NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    fingerprint TEXT,
    tags_json TEXT,
    PRIMARY KEY (root, path)
  ) WITHOUT ROWID`,"CREATE TABLE library_tracks (track_id TEXT PRIMARY KEY, file_id INTEGER NOT NULL) WITHOUT ROWID","CREATE TABLE library_mounts (root TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (root, path)) WITHOUT ROWID",`CREATE TABLE library_playlist_files (
    root TEXT NOT NULL,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime_ms REAL NOT NULL,
    inode REAL NOT NULL,
    title TEXT NOT NULL,
    entries_json TEXT NOT NULL,
    notes_json TEXT NOT NULL,
    PRIMARY KEY (root, path)
  ) WITHOUT ROWID`,`CREATE TABLE library_playlists (
    remote_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    is_chart INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    version TEXT NOT NULL,
    sort_key TEXT NOT NULL
  ) WITHOUT ROWID`,"CREATE INDEX library_playlists_order ON library_playlists (is_chart, sort_key, remote_id)",`CREATE TABLE library_playlist_tracks (
    remote_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    track_id TEXT NOT NULL,
    PRIMARY KEY (remote_id, position)
  ) WITHOUT ROWID`,"CREATE TABLE library_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"],resolverMigrations=[SourceStatistics1795200000000,LibraryIndex1795200000001,Ranking1795200000010,Downloads1795200000020,LibrarySearch1795200000030,Audit1795200000040,StatisticsDefaults1795200000055,LibraryChanges1795200000060,LibraryUpkeep1795200000065];var audit_exports={};__export(audit_exports,{resolverAudit:()=>resolverAudit});var resolverAudit=auditRows("resolver_audit");var choices_exports={};__export(choices_exports,{manualMatches:()=>manualMatches,rejectedFiles:()=>rejectedFiles});var manualMatches=rowSchema("manual_matches",{platform:inKey(text),remoteId:inKey(text),source:text,sourceRemoteId:text,note:text,createdAt:whole},{withoutRowid:!0}),rejectedFiles=rowSchema("rejected_files",{sha256:inKey(text),source:inKey(text),remoteId:inKey(text),reason:text,createdAt:whole},{withoutRowid:!0,indices:[{name:"rejected_files_content",columns:["sha256"],where:"sha256 <> ''"}]});var downloads_exports={};__export(downloads_exports,{downloadAttempts:()=>downloadAttempts,downloads:()=>downloads,quarantinedFiles:()=>quarantinedFiles});var downloads=rowSchema("downloads",{seq:inKey(whole),downloadId:{...text,unique:!0},requestKey:text,requestJson:text,holder:textOr(""),state:text,fileJson:optionalText,errorCode:optionalText,errorMessage:textOr(""),errorHint:textOr(""),released:wholeOr(0),createdAt:whole,updatedAt:whole,endedAt:wholeOr(0)},{indices:[{name:"downloads_active",columns:["requestKey"],unique:!0,where:"state IN ('queued', 'running', 'interrupted')"},{name:"downloads_ready",columns:["requestKey","seq"],where:"state = 'succeeded' AND released = 0"},{name:"downloads_by_state",columns:["state","seq"]}]}),downloadAttempts=rowSchema("download_attempts",{downloadId:{...inKey(text),foreignKey:{target:"downloads",inverseSide:"downloadId",onDelete:"CASCADE"}},position:inKey(whole),source:text,remoteId:text,outcome:text,code:text,message:text,startedAt:whole,elapsedMs:whole},{withoutRowid:!0}),quarantinedFiles=rowSchema("quarantined_files",{seq:inKey(whole),quarantineId:{...text,unique:!0},downloadId:text,path:text,source:text,remoteId:text,reason:text,detail:text,sha256:text,audioJson:optionalText,fileSizeBytes:whole,state:text,createdAt:whole},{indices:[{name:"quarantined_files_held",columns:["seq"],where:"state = 'held'"},{name:"quarantined_files_track",columns:["source","remoteId"],where:"state = 'held'"}]});var library_exports={};__export(library_exports,{libraryFaults:()=>libraryFaults,libraryFiles:()=>libraryFiles,libraryMounts:()=>libraryMounts,libraryPlaylistFiles:()=>libraryPlaylistFiles,libraryPlaylistTracks:()=>libraryPlaylistTracks,libraryPlaylists:()=>libraryPlaylists,libraryReads:()=>libraryReads,librarySearchKeys:()=>librarySearchKeys,libraryState:()=>libraryState,libraryTracks:()=>libraryTracks});var place={root:text,path:text},placeInKey={root:inKey(text),path:inKey(text)},found={size:whole,mtimeMs:real,inode:real},libraryFiles=rowSchema("library_files",{fileId:inKey(whole),...place,...found,state:text,reason:textOr(""),fingerprint:optionalText,trackId:optionalText,tagsJson:optionalText,firstSeenAt:whole,goneAt:optionalWhole,searchRules:wholeOr(0),tagRules:wholeOr(0),lyricsStamp:optionalText,audioHash:optionalText},{indices:[{name:"library_files_place",columns:["root","path"],unique:!0,where:"state <> 'gone'"},{name:"library_files_track",columns:["trackId"],where:"state = 'listed'"},{name:"library_files_trouble",columns:["state","fileId"],where:"state IN ('broken', 'gone')"},{name:"library_files_search_rules",columns:["searchRules"],where:"state = 'listed'"}]}),libraryReads=rowSchema("library_reads",{...placeInKey,...found,kind:text,reason:text,fingerprint:optionalText,tagsJson:optionalText,tagRules:wholeOr(0),audioHash:optionalText},{withoutRowid:!0}),librarySearchKeys=rowSchema("library_search_keys",{searchKey:inKey(text),fileId:inKey(whole)},{withoutRowid:!0,indices:[{name:"library_search_keys_file",columns:["fileId"]}]}),libraryTracks=rowSchema("library_tracks",{trackId:inKey(text),fileId:whole,revision:wholeOr(1)},{withoutRowid:!0,indices:[{name:"library_tracks_revision",columns:["revision","trackId"]}]}),libraryMounts=rowSchema("library_mounts",placeInKey,{withoutRowid:!0}),libraryPlaylistFiles=rowSchema("library_playlist_files",{...placeInKey,...found,title:text,entriesJson:text,notesJson:text},{withoutRowid:!0}),libraryPlaylists=rowSchema("library_playlists",{remoteId:inKey(text),kind:text,isChart:whole,name:text,description:text,version:text,sortKey:text},{withoutRowid:!0,indices:[{name:"library_playlists_order",columns:["isChart","sortKey","remoteId"]}]}),libraryPlaylistTracks=rowSchema("library_playlist_tracks",{remoteId:inKey(text),position:inKey(whole),trackId:text},{withoutRowid:!0}),libraryState=rowSchema("library_state",{name:inKey(text),value:text},{withoutRowid:!0}),libraryFaults=rowSchema("library_faults",{path:inKey(text),reason:inKey(text),stamp:text,firstSeenAt:whole,lastSeenAt:whole,setAsideAt:optionalWhole,setAsideBy:optionalText},{withoutRowid:!0});var ranking_exports={};__export(ranking_exports,{decisions:()=>decisions,origins:()=>origins,sourceEvidence:()=>sourceEvidence,sourceStatistics:()=>sourceStatistics});var textNow={type:"text",default:()=>"strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"},sourceStatistics=rowSchema("resolver_source_stats",{originSource:inKey(text),candidateSource:inKey(text),attemptCount:wholeOr(0),resolveSuccessCount:wholeOr(0),lastAttemptAt:optionalText,lastSuccessAt:optionalText,createdAt:textNow,updatedAt:textNow},{indices:[{name:"idx_resolver_source_stats_origin",columns:["originSource"]}]}),origins=rowSchema("resolver_origins",{originSource:inKey(text),attempts:whole},{withoutRowid:!0}),sourceEvidence=rowSchema("resolver_source_evidence",{originSource:inKey(text),candidateSource:inKey(text),asOf:whole,successes:real,failures:real,costMs:real,costWeight:real,faultCount:wholeOr(0),verifiedCount:wholeOr(0),refutedCount:wholeOr(0)},{withoutRowid:!0}),decisions=rowSchema("resolver_decisions",{decisionId:countedId,originSource:text,decidedAt:whole,policy:text,song:text,whyJson:text},{indices:[{name:"resolver_decisions_origin",columns:["originSource","decisionId"]}]});var resolverRows=[audit_exports,choices_exports,downloads_exports,library_exports,ranking_exports].flatMap(tables3=>Object.values(tables3));function sideDatabasePath(mainDatabase){return join(dirname(mainDatabase),"resolver_stats.db")}function openSideDatabase(mainDatabase){return openDatabase({file:sideDatabasePath(mainDatabase),migrations:resolverMigrations,entities:resolverRows})}async function initialiseStatistics(mainDatabase){let database=await openSideDatabase(mainDatabase);return await database.close(),database.file}export{resolverAudit,manualMatches,downloads,downloadAttempts,quarantinedFiles,sourceStatistics,sourceEvidence,decisions,resolverRows,sideDatabasePath,openSideDatabase,initialiseStatistics};
//# sourceMappingURL=chunk-FIFQPSEN.js.map
