import type { FaultCode } from './fault.js';

/** What an error of the system means to a person. */
export interface Meaning {
  readonly code: FaultCode;
  readonly text: string;
  /** What to do about it; absent where only the place of the error can tell. */
  readonly hint?: string;
}

const meaning = (code: FaultCode, text: string, hint?: string): Meaning => ({ code, text, hint });

const path = 'Check the path.';
const rights = 'Check the permissions of that path.';
const space = 'Free some space on that volume, then try again.';
const disk = 'Check the disk: its cables, its health (smartctl) and the system log.';
const peer = 'Is it running, and is its address right?';
const network = 'Check the network of this machine.';
const files = 'Raise the limit of open files (ulimit -n), or stop other programs.';

/** Errors of files and folders. */
const ofFiles: Readonly<Record<string, Meaning>> = {
  ENOSPC: meaning('disk_full', 'no space left on the device', space),
  EDQUOT: meaning('disk_full', 'the disk quota is used up', 'Free some space, then try again.'),
  ENOENT: meaning('not_found', 'no such file or folder', path),
  ENOTDIR: meaning('not_found', 'not a folder', path),
  EISDIR: meaning('invalid_argument', 'is a folder, not a file', path),
  EEXIST: meaning('already_exists', 'already exists', 'Remove it, or choose another name.'),
  ENOTEMPTY: meaning('failed_precondition', 'the folder is not empty', 'Empty it, or choose another.'),
  ELOOP: meaning('invalid_argument', 'the links of the path lead in a circle', 'Correct or remove the symbolic link.'),
  ENAMETOOLONG: meaning('invalid_argument', 'the name is too long for the file system', 'Choose a shorter name or folder.'),
  EILSEQ: meaning('invalid_argument', 'the file system cannot store that name', 'Choose a name without unusual characters.'),
  EACCES: meaning('permission_denied', 'permission denied', rights),
  EPERM: meaning('permission_denied', 'operation not permitted', rights),
  EROFS: meaning('permission_denied', 'the file system is read-only', 'Choose a folder that is writable.'),
  EMFILE: meaning('unavailable', 'this process has too many open files', files),
  ENFILE: meaning('unavailable', 'the system has too many open files', files),
  EBUSY: meaning('unavailable', 'in use by another program', 'Close the other program, then try again.'),
  ETXTBSY: meaning('unavailable', 'the program is being written to', 'Wait until its update has ended, then try again.'),
  EFBIG: meaning('disk_full', 'the file is too large for the file system or a limit', 'Choose a volume without that limit (ulimit -f).'),
  EMLINK: meaning('failed_precondition', 'the file has too many links', 'Choose another volume.'),
  EXDEV: meaning('failed_precondition', 'the two paths are on different volumes', 'Choose folders on one volume.'),
  EIO: meaning('unavailable', 'the device reports an input/output error', disk),
  ENXIO: meaning('unavailable', 'no such device', disk),
  ENODEV: meaning('unavailable', 'no such device', disk),
  ESTALE: meaning('unavailable', 'the network folder has changed on its server', 'Mount it again, then try again.'),
  ENOLCK: meaning('unavailable', 'the file system gives no locks', 'Use a volume of this machine, or mount it with locks.'),
  EDEADLK: meaning('unavailable', 'two programs wait for each other', 'Try again.'),
  ENOTSUP: meaning('unsupported', 'the file system does not support this', 'Choose a folder on another volume.'),
  EOPNOTSUPP: meaning('unsupported', 'the file system does not support this', 'Choose a folder on another volume.'),
  ENOSYS: meaning('unsupported', 'the system does not support this'),
  EINVAL: meaning('internal', 'the system refuses an argument as invalid'),
  ENOMEM: meaning('unavailable', 'the machine has no memory left', 'Stop other programs, then try again.'),
  EAGAIN: meaning('unavailable', 'the system has no room for this at the moment', 'Try again.'),
  EWOULDBLOCK: meaning('unavailable', 'the system has no room for this at the moment', 'Try again.'),
  EINTR: meaning('unavailable', 'the system call was interrupted', 'Try again.'),
  ENOEXEC: meaning('invalid_argument', 'not a program that this machine can run', 'Install the one for this machine.'),
  ESRCH: meaning('not_found', 'no such process'),
  EPIPE: meaning('unavailable', 'the reader has gone'),
};

/** Errors of the network, of name lookup and of TLS. */
const ofNetwork: Readonly<Record<string, Meaning>> = {
  EADDRINUSE: meaning('failed_precondition', 'the address is in use', 'Stop what uses that port, or choose another.'),
  EADDRNOTAVAIL: meaning('invalid_argument', 'not an address of this machine', 'Choose one of its own addresses.'),
  EAFNOSUPPORT: meaning('unsupported', 'this machine does not use that kind of address', 'Choose an IPv4 address.'),
  ECONNREFUSED: meaning('unavailable', 'nothing listens at the address', peer),
  ECONNRESET: meaning('unavailable', 'the other side closed the connection'),
  ECONNABORTED: meaning('unavailable', 'the connection was given up'),
  EHOSTUNREACH: meaning('unavailable', 'the host cannot be reached', network),
  EHOSTDOWN: meaning('unavailable', 'the host is down', peer),
  ENETUNREACH: meaning('unavailable', 'the network cannot be reached', network),
  ENETDOWN: meaning('unavailable', 'the network is down', network),
  ENETRESET: meaning('unavailable', 'the network dropped the connection', network),
  ENOTCONN: meaning('unavailable', 'the connection has ended'),
  ENOBUFS: meaning('unavailable', 'the system has no room for another connection', 'Try again.'),
  ETIMEDOUT: meaning('timeout', 'no answer in time', peer),
  ETIME: meaning('timeout', 'no answer in time'),
  ECANCELED: meaning('canceled', 'the operation was canceled'),
  ENOTFOUND: meaning('unavailable', 'not a known host', 'Check the name and the name server of this machine.'),
  EAI_AGAIN: meaning('unavailable', 'the name cannot be looked up at the moment', network),
  EPROTO: meaning('unavailable', 'the other side does not keep to the protocol', 'Do both sides use TLS, or neither?'),
  CERT_HAS_EXPIRED: meaning('unavailable', "the other side's certificate has expired", 'Renew it there.'),
  CERT_NOT_YET_VALID: meaning('unavailable', "the other side's certificate is not valid yet", 'Check the clocks of both machines.'),
  HPE_HEADER_OVERFLOW: meaning('data_corrupt', 'the headers are larger than allowed'),
  UND_ERR_HEADERS_OVERFLOW: meaning('data_corrupt', 'the headers are larger than allowed'),
  UND_ERR_RES_EXCEEDED_MAX_SIZE: meaning('data_corrupt', 'the answer is larger than allowed'),
};

const damaged = meaning('data_corrupt', 'the compressed data is damaged or ends too early');
const locked = meaning('unavailable', 'the database is locked by another program', 'Close the other program, then try again.');

/** Errors of Node's own parts and of SQLite. */
const ofLibraries: Readonly<Record<string, Meaning>> = {
  ERR_STREAM_PREMATURE_CLOSE: meaning('unavailable', 'the stream ended too early'),
  ERR_STREAM_DESTROYED: meaning('canceled', 'the stream was closed'),
  ERR_STREAM_WRITE_AFTER_END: meaning('canceled', 'the stream was closed'),
  ERR_HTTP2_STREAM_CANCEL: meaning('canceled', 'the other side gave up'),
  ERR_FS_FILE_TOO_LARGE: meaning('invalid_argument', 'the file is larger than 2 GiB, too large to be read whole'),
  ERR_FS_EISDIR: meaning('invalid_argument', 'is a folder, not a file', path),
  ERR_INVALID_URL: meaning('invalid_argument', 'not a valid address', 'Correct the address.'),
  ERR_SOCKET_BAD_PORT: meaning('invalid_argument', 'not a port number', 'Choose one from 0 to 65535.'),
  ERR_TLS_CERT_ALTNAME_INVALID: meaning('unavailable', "the other side's certificate is for another name", 'Check the address.'),
  ERR_ENCODING_INVALID_ENCODED_DATA: meaning('data_corrupt', 'not text in the expected encoding'),
  ERR_STRING_TOO_LONG: meaning('data_corrupt', 'the text is longer than this program can hold'),
  ERR_OUT_OF_MEMORY: meaning('unavailable', 'the process has no memory left', 'Stop other programs, then try again.'),
  Z_DATA_ERROR: damaged,
  Z_BUF_ERROR: damaged,
  Z_NEED_DICT: damaged,
  Z_MEM_ERROR: meaning('unavailable', 'the process has no memory left', 'Stop other programs, then try again.'),
  SQLITE_FULL: meaning('disk_full', 'no space left on the device', space),
  SQLITE_CORRUPT: meaning('data_corrupt', 'the database is damaged', 'Restore it from a backup.'),
  SQLITE_NOTADB: meaning('data_corrupt', 'the file is not a database', path),
  SQLITE_READONLY: meaning('permission_denied', 'the database is read-only', 'Check its permissions.'),
  SQLITE_PERM: meaning('permission_denied', 'the database may not be used that way', 'Check its permissions.'),
  SQLITE_AUTH: meaning('permission_denied', 'the database may not be used that way', 'Check its permissions.'),
  SQLITE_CANTOPEN: meaning('permission_denied', 'the database cannot be opened', 'Check the path and its permissions.'),
  SQLITE_BUSY: locked,
  SQLITE_LOCKED: locked,
  SQLITE_PROTOCOL: locked,
  SQLITE_IOERR: meaning('unavailable', 'the volume of the database has an I/O error', 'Check the disk and its free space.'),
  SQLITE_NOMEM: meaning('unavailable', 'the process has no memory left', 'Stop other programs, then try again.'),
  SQLITE_NOLFS: meaning('disk_full', 'the database is too large for the file system', 'Choose a volume without that limit.'),
  SQLITE_TOOBIG: meaning('invalid_argument', 'a value is too large for the database'),
  SQLITE_INTERRUPT: meaning('canceled', 'the work on the database was interrupted'),
};

const known: ReadonlyMap<string, Meaning> = new Map([ofFiles, ofNetwork, ofLibraries].flatMap((group) => Object.entries(group)));

/** An extended code of SQLite, such as SQLITE_IOERR_FSYNC, means what its first two words mean. */
export function meaningOf(code: string): Meaning | undefined {
  return known.get(code) ?? known.get(code.split('_').slice(0, 2).join('_'));
}
