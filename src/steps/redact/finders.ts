import { userPattern } from '../../parse/pattern.ts';
import type { BuiltInFinder, OwnFinder } from '../step.ts';
import { replaceCards } from './card.ts';

/** Finds one kind of secret in texts. */
export interface Finder {
  readonly name: string;
  /** The text with what was found replaced; the same text where nothing was. */
  replace(text: string, by: (found: string) => string): string;
}

export function finderOf(wanted: BuiltInFinder | OwnFinder): Finder {
  return typeof wanted === 'string' ? builtIn[wanted] : ownFinder(wanted);
}

function ownFinder({ name, pattern }: OwnFinder): Finder {
  const compiled = userPattern(pattern, 'g');
  // A pattern that also matches nothing must not put a mask between all letters.
  return {
    name,
    replace: (text, by) => text.replace(compiled, (found) => (found === '' ? '' : by(found))),
  };
}

/**
 * Each pattern is linear in the text: repetitions that begin anywhere are bounded, others begin at the edge of a word.
 * `hints` are texts without one of which there is nothing to find; where there are none, the pattern is asked at once. Of a pattern with a group, the group stays.
 */
function patternFinder(name: string, hints: readonly string[], ...patterns: readonly RegExp[]): Finder {
  return {
    name,
    replace: (text, by) => {
      if (hints.length > 0 && !hints.some((hint) => text.includes(hint))) return text;
      return patterns.reduce((rest, pattern) => replaceBehind(rest, pattern, by), text);
    },
  };
}

function replaceBehind(text: string, pattern: RegExp, by: (found: string) => string): string {
  return text.replace(pattern, (found: string, kept: unknown) => {
    const before = typeof kept === 'string' ? kept : '';
    return `${before}${by(found.slice(before.length))}`;
  });
}

// Whatever is no delimiter, so that names beyond ASCII are found too. In a URL the sign is written %40.
const email =
  /[^\s@<>()[\]\\,;:"'=&?/|{}]{1,64}(?:@|%40)(?:[^\s@<>()[\]\\,;:"'=&?/|{}.%#]{1,63}\.){1,8}[\p{L}\p{N}-]{2,63}/gu;

/** Ids of keys and of whom they are for, by their prefix (IAM user guide, "Unique identifiers"). */
const awsKeyId = /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g;
/** Secrets have no sign of their own: they are told by the name in front of them. */
const awsSecret =
  /((?:secret_?(?:access_?)?key|session_?token|security_?token)["']?\s{0,4}[:=]\s{0,4}["']?)[A-Za-z0-9/+=%]{16,}/gi;

/** Three parts of a signature, five of an encryption (RFC 7515 and 7516); `eyJ` is `{"` in base64. */
const jwt = /(?<![\w-])eyJ[\w-]{5,}(?:\.[\w-]*){2,4}/g;

/** RFC 6750. A word such as "authentication" behind it is no token: one has digits or signs, or is long. */
const bearer =
  /(\bbearer(?:\s|%20){1,4})(?:(?=[A-Za-z._~+/-]{0,64}[0-9._~+/=-])[\w.~+/-]{8,}=*|[A-Za-z]{20,})/gi;

const builtIn: Readonly<Record<BuiltInFinder, Finder>> = {
  email: patternFinder('email', ['@', '%40'], email),
  card: { name: 'card', replace: replaceCards },
  'aws-keys': patternFinder('aws-keys', [], awsKeyId, awsSecret),
  jwt: patternFinder('jwt', ['eyJ'], jwt),
  bearer: patternFinder('bearer', [], bearer),
};
