import type { Path } from './path.ts';

const secretName = /pass|pwd|secret|token|key|credential|auth/i;

/** Whether the value at a path must never be shown: its name, or that of a map around it, sounds like a secret. */
export function isSecretPath(path: Path): boolean {
  return path.some((step) => typeof step === 'string' && secretName.test(step));
}

/** Hides `user:password@` in what looks like a URL. */
export function hideUserInfo(text: string): string {
  return text.replaceAll(/(:\/\/)[^/\s]*@/g, '$1***@');
}
