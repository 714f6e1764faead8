import { type Answer, faultAnswer, html, json, notFound, redirect, text } from './answer.ts';
import { type Asset, assets } from './assets.ts';
import { escapeHtml, productCount, productJson, productLink, productName, productText } from './pages.ts';

/** A request as the shop looks at it. */
export interface Ask {
  /** HEAD comes as GET; the server leaves the body out. */
  readonly method: string;
  /** Without the query, not decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The form a POST brought; empty otherwise. */
  readonly form: URLSearchParams;
  /** From basic authentication, whatever the password: the shop is a stage set. */
  readonly user: string | undefined;
  readonly etag: string | undefined;
}

interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: RegExp;
  /** `id` is what the path's group held, or ''. */
  answer(ask: Ask, id: string): Answer;
}

/** The password that opens the login form; any other is a 401. */
export const shopPassword = 'earl-grey';

const routes: readonly Route[] = [
  { method: 'GET', path: /^\/$/, answer: home },
  { method: 'GET', path: /^\/products$/, answer: productList },
  { method: 'GET', path: /^\/products\/(\d{1,9})$/, answer: (_, id) => productPage(Number(id)) },
  { method: 'GET', path: /^\/search$/, answer: search },
  { method: 'GET', path: /^\/login$/, answer: () => html(200, 'Sign in', ['<form method="post"></form>']) },
  { method: 'POST', path: /^\/login$/, answer: login },
  { method: 'GET', path: /^\/account$/, answer: () => redirect(302, '/login') },
  { method: 'GET', path: /^\/cart$/, answer: () => html(200, 'Your cart', [1, 2, 3].map(productLink)) },
  { method: 'POST', path: /^\/cart$/, answer: () => redirect(302, '/cart') },
  { method: 'POST', path: /^\/checkout$/, answer: () => redirect(302, '/account') },
  { method: 'GET', path: /^\/api\/products\/(\d{1,9})$/, answer: (_, id) => apiProduct(Number(id)) },
  { method: 'GET', path: /^\/api\/orders$/, answer: apiOrders },
  { method: 'DELETE', path: /^\/api\/cart\/(\d{1,9})$/, answer: () => ({ status: 204 }) },
  { method: 'GET', path: /^\/reports\/(\d{4}-\d\d)$/, answer: (_, month) => report(month) },
  { method: 'GET', path: /^\/admin(?:\/.*)?$/, answer: () => html(403, 'Forbidden', ['Staff only.']) },
  { method: 'GET', path: /^\/(?:shop|index\.html)$/, answer: () => redirect(301, '/products') },
  { method: 'GET', path: /^\/robots\.txt$/, answer: () => text('User-agent: *\nDisallow: /cart\n') },
  { method: 'GET', path: /^\/healthz$/, answer: () => text('ok\n') },
];

/** The shop's answer to a request. The same request always gets the same answer. */
export function answerTo(ask: Ask): Answer {
  const asset = assets.get(ask.path);
  if (asset !== undefined && ask.method === 'GET') return assetAnswer(asset, ask.etag);
  const found = routes.filter(({ path }) => path.test(ask.path));
  const route = found.find(({ method }) => method === ask.method);
  if (route !== undefined) return route.answer(ask, route.path.exec(ask.path)?.[1] ?? '');
  return found.length > 0 ? html(405, 'Not so', ['Wrong method.']) : notFound();
}

function home(): Answer {
  const bestSellers = Array.from({ length: 40 }, (_, index) => productLink(index + 1));
  return html(200, 'The tea shop', bestSellers);
}

function productList({ query }: Ask): Answer {
  const page = Number(query.get('page') ?? 1);
  const first = (page - 1) * 20 + 1;
  if (!Number.isInteger(page) || first < 1 || first > productCount) return notFound();
  return html(
    200,
    `Products, page ${page}`,
    Array.from({ length: 20 }, (_, index) => productLink(first + index)),
  );
}

function productPage(id: number): Answer {
  return isProduct(id) ? html(200, productName(id), [productLink(id), productText(id)]) : notFound();
}

/** Slower for longer words, as searches are. */
function search({ query }: Ask): Answer {
  const words = query.get('q') ?? '';
  if (words === '') return html(400, 'Search', ['Search for what?']);
  const hits = Array.from({ length: words.length % 12 }, (_, index) => productLink(index * words.length + 1));
  return { ...html(200, `Search: ${escapeHtml(words)}`, hits), delayMs: Math.min(words.length * 3, 100) };
}

function login({ form }: Ask): Answer {
  if (form.get('password') === shopPassword) return redirect(302, '/account');
  return html(401, 'Sign in', ['Wrong name or password.']);
}

function apiProduct(id: number): Answer {
  return isProduct(id) ? json(200, productJson(id)) : json(404, { error: 'no such product' });
}

function apiOrders({ user }: Ask): Answer {
  const challenge = { 'www-authenticate': 'Basic realm="orders"' };
  if (user === undefined) return { ...json(401, { error: 'who are you?' }), headers: challenge };
  const orders = Array.from({ length: user.length }, (_, index) => ({
    order: 1_000 + index,
    product: index + 1,
  }));
  return json(200, { user, orders });
}

/** The slow page of the house; months that do not exist hit its one bug. */
function report(yearAndMonth: string): Answer {
  const month = Number(yearAndMonth.slice(5));
  if (month < 1 || month > 12) return faultAnswer(500);
  const rows = Array.from(
    { length: 28 },
    (_, day) => `${yearAndMonth}-${day + 1}: ${salesOn(month, day)} EUR`,
  );
  return { ...html(200, `Sales ${yearAndMonth}`, rows), delayMs: 200 + month * 50 };
}

function salesOn(month: number, day: number): number {
  return 900 + ((month * 131 + day * 57) % 800);
}

function isProduct(id: number): boolean {
  return id >= 1 && id <= productCount;
}

function assetAnswer({ type, body, etag }: Asset, known: string | undefined): Answer {
  const headers = { etag, 'cache-control': 'public, max-age=3600' };
  return known === etag ? { status: 304, headers } : { status: 200, type, body, headers };
}
