/**
 * Who changed what. Use cases that change something take an `Actor` and go through `Audit`, whoever calls them and however; each service
 * keeps its own log and answers `catalogsync.audit.v1` from it.
 */
export { type Actor, commandLine, schedule } from './actor.js';
export { Audit, type Commit, type OpenEntry } from './audit.js';
export { AUDIT_ENTRIES_KEPT, type AuditEntry, type AuditedAction, type AuditLog, type AuditPage, latestFirst } from './audit-log.js';
export { idsBefore, isPlaceText, parsePlace, placeOf, printPlace } from './place.js';
