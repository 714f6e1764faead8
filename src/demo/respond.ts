import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, faultAnswer } from './answer.ts';
import { type Ask, answerTo } from './routes.ts';
import { basicUser } from './served-request.ts';

/** Own header: the traffic asks for an answer as if broken (500, 502 or 503), so that one seed decides the whole log. */
export const faultHeader = 'x-demo-fault';

/** Our own: the longest form of the shop is a login. */
const formBytesMax = 4_096;

/** Reads the request, answers it; returns when the answer is on its way or the client has left. */
export async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const form = await readForm(request);
  if (form === undefined) return; // The client left; 'close' logs it.
  const answer = form.length > formBytesMax ? faultAnswer(413) : answerOf(request, form);
  if (answer.delayMs !== undefined) await delay(answer.delayMs);
  if (response.destroyed) return;
  send(response, answer);
}

function send(response: ServerResponse, { status, type, body = '', headers = {} }: Answer): void {
  response.statusCode = status;
  response.setHeaders(new Map(Object.entries(headers)));
  if (type !== undefined) response.setHeader('content-type', type);
  // The log's %b is read from here; see served-request.ts.
  if (status !== 304 && status !== 204) response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
}

/** The body as text; a little over the limit where it is too long, and undefined where the client left. */
async function readForm(request: IncomingMessage): Promise<string | undefined> {
  let form = '';
  try {
    for await (const chunk of request.setEncoding('utf8')) {
      if (form.length <= formBytesMax) form += chunk;
    }
  } catch {
    return undefined;
  }
  return form;
}

function answerOf(request: IncomingMessage, form: string): Answer {
  const fault = request.headers[faultHeader];
  if (fault === '500' || fault === '502' || fault === '503') return faultAnswer(Number(fault));
  return answerTo(askOf(request, form));
}

function askOf({ method = 'GET', url = '/', headers }: IncomingMessage, form: string): Ask {
  const queryAt = url.indexOf('?');
  return {
    method: method === 'HEAD' ? 'GET' : method,
    path: queryAt === -1 ? url : url.slice(0, queryAt),
    query: new URLSearchParams(queryAt === -1 ? '' : url.slice(queryAt)),
    form: new URLSearchParams(form),
    user: basicUser(headers.authorization),
    etag: headers['if-none-match'],
  };
}
