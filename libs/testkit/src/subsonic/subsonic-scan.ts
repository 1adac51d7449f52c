import { failure, type MethodAnswer, type SubsonicState, success } from './subsonic-state.js';

/**
 * A scan of a fixed number of polls, some of which may deny it. Songs that had arrived before are known when it has ended. While
 * one runs, another is not started, and nothing says so.
 */
export function startScan(state: SubsonicState): MethodAnswer {
  if (!state.isAdmin) return failure(50);
  const { scan } = state;
  if (scan.left.length === 0) {
    scan.left = [scan.deniedFor, scan.lasts];
    scan.taken.push(...scan.arriving.splice(0));
  }
  return success({ scanStatus: { scanning: scan.deniedFor === 0, count: state.songs.length } });
}

export function scanStatus(state: SubsonicState): MethodAnswer {
  const { scan } = state;
  const [denied = 0, admitted = 0] = scan.left;
  const scanning = denied === 0 && admitted > 0;
  if (denied > 0) scan.left = [denied - 1, admitted];
  else if (admitted > 0) scan.left = [0, admitted - 1];
  else if (scan.left.length > 0) end(state);
  return success({ scanStatus: { scanning, count: state.songs.length, lastScan: `2026-01-01T00:00:${10 + scan.ended}Z` } });
}

function end({ scan, songs }: SubsonicState): void {
  scan.left = [];
  scan.ended += 1;
  songs.push(...scan.taken.splice(0));
}
