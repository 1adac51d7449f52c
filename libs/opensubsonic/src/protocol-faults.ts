import { Fault, type FaultCode } from '@catalogsync/faults';
import type { SubsonicSettings } from './subsonic-settings.js';
import type { Envelope } from './wire.js';

interface ProtocolFault {
  readonly code: FaultCode;
  readonly text: string;
  hint?(names: SubsonicSettings['settingNames']): string;
}

const wrongAccount: ProtocolFault = {
  code: 'unauthenticated',
  text: 'rejects the user or password',
  hint: ({ user, secret }) => `Check ${user} and ${secret}.`,
};

/** Error codes of the protocol (and of OpenSubsonic, from 41 on). */
const faultCodes: Readonly<Record<number, ProtocolFault>> = {
  10: { code: 'invalid_argument', text: 'reports a missing parameter' },
  20: { code: 'unsupported', text: 'wants a newer client' },
  30: { code: 'unsupported', text: 'speaks an older protocol', hint: () => 'Update the server.' },
  40: wrongAccount,
  41: { code: 'unauthenticated', text: 'does not accept tokens', hint: ({ auth }) => `Set ${auth}=password.` },
  42: { code: 'unauthenticated', text: 'does not support this way to log in', hint: ({ auth }) => `Change ${auth}.` },
  43: { code: 'unauthenticated', text: 'was given two ways to log in' },
  44: { code: 'unauthenticated', text: 'rejects the API key', hint: ({ secret }) => `Check ${secret}.` },
  50: { code: 'permission_denied', text: 'does not allow this user to do that', hint: () => 'Give the user that role on the server.' },
  60: { code: 'permission_denied', text: 'reports that its trial has expired' },
  70: { code: 'not_found', text: 'has no such item' },
};

/** What an answer that reports a failure comes to; undefined for a success. */
export function failureOf(
  response: Envelope,
  method: string,
  { auth, settingNames }: Pick<SubsonicSettings, 'auth' | 'settingNames'>,
): Fault | undefined {
  if (response.status === 'ok') return undefined;
  const { code = 0, message = '' } = response.error ?? {};
  // Older servers do not name the missing parameter: it is the password.
  const known = code === 10 && auth === 'token' ? faultCodes[41] : faultCodes[code];
  if (known !== undefined) return faultOf(known, method, settingNames);
  if (/invalid id|badly formed/i.test(message)) return new Fault('not_found', `subsonic ${method}: the server failed with code ${code}`);
  if (/permission|not authori[sz]ed/i.test(message)) return faultOf(faultCodes[50] ?? wrongAccount, method, settingNames);
  return new Fault('unavailable', `subsonic ${method}: the server failed with code ${code}`);
}

/** Servers and proxies that refuse an account by HTTP status. */
export function refusedAccount(method: string, names: SubsonicSettings['settingNames']): Fault {
  return faultOf(wrongAccount, method, names);
}

function faultOf({ code, text, hint }: ProtocolFault, method: string, names: SubsonicSettings['settingNames']): Fault {
  return new Fault(code, `subsonic ${method}: the server ${text}`, { hint: hint?.(names) });
}
