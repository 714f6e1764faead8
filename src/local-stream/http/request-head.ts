import { isCbor } from './answer.ts';
import type { Exchange } from './exchange.ts';
import { inputs, type Operation } from './members.ts';
import { Refusal, unreadable } from './refusal.ts';

const targetPrefix = 'Kinesis_20131202.';
const jsonTypes: readonly string[] = ['application/x-amz-json-1.1', 'application/json'];

/** The operation that a request asks for, by its headers alone. Throws Refusal. */
export function operationOf({ method, headers }: Exchange): Operation {
  if (headers.origin !== undefined) throw new Refusal('AccessDeniedException', fromBrowser, 403);
  if (method !== 'POST')
    throw new Refusal('UnknownOperationException', `Kinesis is called with POST, not ${method}.`, 404);
  checkContentType(headers['content-type'] ?? '');
  const target = String(headers['x-amz-target'] ?? '');
  const name = target.startsWith(targetPrefix) ? target.slice(targetPrefix.length) : '';
  if (!isOperation(name)) throw new Refusal('UnknownOperationException', unknown(target));
  if (headers.authorization === undefined)
    throw new Refusal('MissingAuthenticationTokenException', 'Missing Authentication Token');
  return name;
}

/** The Java SDKs speak CBOR with Kinesis unless told otherwise. */
function checkContentType(contentType: string): void {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (jsonTypes.includes(type)) return;
  if (isCbor(type)) throw unreadable(withoutCbor);
  throw unreadable(`The content type "${type.slice(0, 100)}" is not known: send ${jsonTypes[0]}.`);
}

const withoutCbor =
  'CBOR is not spoken here, only JSON. Turn it off: AWS SDK for Java 2 by CBOR_ENABLED=false or ' +
  '-Daws.cborEnabled=false, AWS SDK for Java 1 by AWS_CBOR_DISABLE=true or -Dcom.amazonaws.sdk.disableCbor=true.';

const fromBrowser = 'Web pages may not call this server: a request with an Origin header is refused.';

function unknown(target: string): string {
  if (target === '') return 'The header X-Amz-Target is missing: it names the operation.';
  return `${target.slice(0, 200)} is no operation that kinship local knows.`;
}

function isOperation(name: string): name is Operation {
  return Object.hasOwn(inputs, name);
}
