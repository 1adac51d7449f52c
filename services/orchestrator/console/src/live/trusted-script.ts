interface ScriptPolicy {
  createScriptURL(url: string): string;
}

interface TrustedTypes {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}

const own = (url: string): string => {
  const { origin, pathname } = new URL(url, location.href);
  if (origin !== location.origin || !pathname.startsWith('/static/ops/')) throw new TypeError('not a script of the console');
  return url;
};

let policy: ScriptPolicy | undefined;

/** The address of a worker of ours, in the form that the policy of the page asks for (Trusted Types). */
export function trustedScript(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy('console', { createScriptURL: own }) ?? { createScriptURL: own };
  return policy.createScriptURL(url);
}
