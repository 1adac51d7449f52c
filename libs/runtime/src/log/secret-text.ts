/** Stands for what a log must not contain (behaviour 75). */
export const censor = '[secret]';

/** Longer texts are cut: a log is read by people. */
const longestText = 8192;

/** Compared without case, separators and dots: `X-Api-Key`, `api_key` and `apiKey` are one name. */
const secretName =
  /passw|passphrase|^pass$|^pwd$|secret|token|apikey|accesskey|signingkey|authori[sz]ation|^(proxy)?auth$|cookie|credential|private|jwks?$/;

/** True for the name of something that may be secret: a property, header, parameter or key of a map. */
export function isSecretName(name: string): boolean {
  return name.length > 256 || secretName.test(name.toLowerCase().replace(/[^a-z0-9]/g, ''));
}

/** Parameters of signed addresses and of the Subsonic protocol, beside those with a secret name. */
const secretParameters = new Set(['sig', 'signature', 'key', 'auth', 'code', 'session', 'sid', 'p', 't', 's', 'hmac', 'xamzsignature']);

function isSecretParameter(name: string): boolean {
  const plain = URL.parse(`x:?${name}`)?.search.slice(1) ?? name;
  const decoded = new URLSearchParams(plain).keys().next().value ?? name;
  return secretParameters.has(decoded.toLowerCase().replace(/[^a-z0-9]/g, '')) || isSecretName(decoded);
}

/** What looks like a secret wherever it stands; each pattern is linear in the length of the text. */
const secretsInText: readonly (readonly [RegExp, string | ((...found: string[]) => string)])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(-----END [A-Z ]{0,40}-----)?/g, censor],
  // A login in an address; also with a password that holds a slash, but not the port of an address with an "@" in its path.
  [/:\/\/[^\s/?#]{1,2048}@/g, `://${censor}@`],
  [/:\/\/[^\s/@:?#]{0,256}:(?!\d{1,5}\/)[^\s@]{1,2048}@/g, `://${censor}@`],
  [
    /([?&;])([^\s=&?#"'<>]{1,200})=([^&\s"'<>#]+)/g,
    (all, sign, name) => (isSecretParameter(name ?? '') ? `${sign}${name}=${censor}` : (all ?? '')),
  ],
  [/\b(bearer|basic|digest|apikey)\s+[\w+/=.~-]{6,}/gi, `$1 ${censor}`],
  [/\b((?:proxy-)?authorization|(?:set-)?cookie)(["']?\s*[:=]\s*)[^\r\n]+/gi, `$1$2${censor}`],
  [/\beyJ[\w-]{6,}\.[\w-]+\.?[\w-]*/g, censor],
  [
    /(["']?)([\w.-]{1,100})\1(\s*=\s*|\s*:\s*(?=["']))(["']?)([^\s"'&,;}]+)/g,
    (all, quote, name, sign, open) => (isSecretName(name ?? '') ? `${quote}${name}${quote}${sign}${open}${censor}` : (all ?? '')),
  ],
];

/** A text as a log may show it: without logins, tokens and signatures of addresses, and not longer than a page. */
export function withoutSecrets(text: string): string {
  // The last word of a cut text may be half a secret that no pattern recognises any more.
  const shown = text.length <= longestText ? text : `${text.slice(0, longestText).replace(/\S+$/, '')}… (${text.length} characters)`;
  let result = shown;
  for (const [pattern, instead] of secretsInText) result = result.replace(pattern, instead as string);
  return result;
}
