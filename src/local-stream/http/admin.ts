import type { Chance, FaultPlan } from '../core/faults.ts';
import { answer } from './answer.ts';
import { withBody } from './body.ts';
import type { BodyRoom } from './body-room.ts';
import type { Exchange } from './exchange.ts';
import { httpLimits } from './limits.ts';
import { Refusal } from './refusal.ts';

export const adminPrefix = '/_kinship/';

/** The faults in force, and where their chances come from. */
export interface Admin {
  readonly faults: FaultPlan;
  readonly chanceOf: (seed: number) => Chance;
  readonly bodies: BodyRoom;
  /** What the chances were last started with. */
  seed: number;
}

/**
 * `GET`, `PUT` and `DELETE /_kinship/faults`: the rules in force with how often each struck, rules in their place, and
 * none. Throws Refusal and ClientGone.
 */
export async function answerAdmin(admin: Admin, exchange: Exchange): Promise<void> {
  checkCaller(exchange);
  const { method, path } = exchange;
  const call = `${method} ${path.slice(adminPrefix.length)}`;
  if (call === 'PUT faults') await replaceFaults(admin, exchange);
  else if (call === 'DELETE faults') admin.faults.replace([]);
  else if (call !== 'GET faults')
    throw new Refusal('NotFound', `There is no ${method} ${path}: ${known}`, 404);
  answerAsJson(exchange, {
    seed: admin.seed,
    rules: admin.faults.counts().map(({ rule, struck }) => ({ ...rule, struck })),
  });
}

const known = 'GET, PUT and DELETE /_kinship/faults are known.';

async function replaceFaults(admin: Admin, exchange: Exchange): Promise<void> {
  // Only now: the library behind it takes 20 MB, and most who run this never ask for faults.
  const { readFaultRequest } = await import('./fault-request.ts');
  const request = await withBody(exchange, admin.bodies, httpLimits.adminBodyBytesMax, (body) =>
    readFaultRequest(body.toString()),
  );
  if (request.seed === undefined) return admin.faults.replace(request.rules);
  admin.seed = request.seed;
  admin.faults.replace(request.rules, admin.chanceOf(request.seed));
}

const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * A web page must not reach this: its requests carry an Origin, or where a name of its own leads to this machine (DNS
 * rebinding), that name as their Host.
 */
function checkCaller({ headers }: Exchange): void {
  const { origin, host = '' } = headers;
  if (origin === undefined && loopbackHost.test(host)) return;
  const reason = origin === undefined ? `the Host header is not of this machine` : 'it has an Origin header';
  throw new Refusal(
    'AccessDenied',
    `${adminPrefix} is for programs on this machine, not for web pages: ${reason}.`,
    403,
  );
}

function answerAsJson(exchange: Exchange, value: object): void {
  answer(exchange, 200, `${JSON.stringify(value, null, 2)}\n`, { 'content-type': 'application/json' });
}
