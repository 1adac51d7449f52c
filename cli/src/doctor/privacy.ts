import { permissionlessVolume } from '../home/file-systems.js';
import type { Home } from '../home/home-folder.js';
import type { HostConfig } from '../home/host-keys.js';
import { closedMode, findOpen, homePlace, type OpenPlace, privatePlaces } from '../home/privacy.js';
import { socketFolder } from '../host/service-environment.js';
import { type Finding, fault, fromError, good, quoted, remark } from './finding.js';

const subject = 'privacy';

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

/** What others can do, of what they should not. */
function reach({ mode, closed }: OpenPlace): string {
  const can = [
    [0o044, 'read'],
    [0o022, 'write to'],
    [0o011, 'enter'],
  ] as const;
  return can.flatMap(([bits, verb]) => ((mode & closed & bits) === 0 ? [] : [verb])).join(' and ');
}

function findingOf(place: OpenPlace): Finding {
  const { what, why, path, mode, foreign } = place;
  if (foreign) {
    const advice = `sudo chown "$(id -un)" ${quoted(path)}`;
    return fault(subject, `${what} ${path} belongs to another user`, { why: `That user can change it. ${why}`, advice });
  }
  const advice = `chmod ${octal(closedMode(place))} ${quoted(path)}`;
  return fault(subject, `others can ${reach(place)} ${what} ${path} (mode ${octal(mode)})`, { why, advice });
}

/** A home that was made open may be so for a media server. */
function homeFinding(place: OpenPlace): Finding {
  if (place.foreign || (place.mode & 0o022) !== 0) return findingOf(place);
  return remark(subject, `others can ${reach(place)} the home folder ${place.path} (mode ${octal(place.mode)})`, {
    why: 'What is private in it is closed, but they see its names. Leave it so if a media server of another user reads the library through it.',
    advice: `chmod 0700 ${quoted(place.path)}`,
  });
}

/** Names each home, database, key, secret, log or socket that others can reach, and a volume that cannot keep them out. */
export async function examinePrivacy(home: Home, config: HostConfig): Promise<Finding[]> {
  if (!home.exists) return [];
  try {
    const volume = await permissionlessVolume(home.root);
    if (volume !== undefined) {
      return [
        fault(subject, `the file system of ${home.root} (${volume}) keeps no permissions`, {
          why: 'Whoever can reach that volume can read the databases, secrets and keys, and sockets do not work on it.',
          advice: 'Move the home to a volume with permissions (ext4, xfs, btrfs, zfs); the library may stay.',
        }),
      ];
    }
    const findings = [
      ...(await findOpen([homePlace(home, 'to all')])).map(homeFinding),
      ...(await findOpen(await privatePlaces(home, config, socketFolder(home.root)))).map(findingOf),
    ];
    return findings.length > 0 ? findings : [good(subject, 'only this user can reach the home, databases, keys, secrets and sockets')];
  } catch (error) {
    return [fromError(subject, error)];
  }
}
