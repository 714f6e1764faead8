import type { Path } from './path.ts';

const secretWord = /pass|pwd|secret|token|key|credential|auth/i;

/** Whether the value at a path must never be shown: its name, or that of a map around it, sounds like a secret. */
export function isSecretPath(path: Path): boolean {
  return path.some((step) => typeof step === 'string' && secretWord.test(step));
}

/** Whether a text seems to name a secret and then give it, as "password x" does where a colon was forgotten. */
export function holdsSecret(text: string): boolean {
  return secretWord.test(text) && /[\s:=]/.test(text);
}

/** Hides `user:password@` in a text that may be a URL, even one too broken to be parsed. */
export function hideUserInfo(text: string): string {
  return text.replace(/^(\w+:\/\/)?.*@/s, '$1***@');
}
