import type { Random } from '../flow/clock.ts';
import { assets } from './assets.ts';
import { productCount } from './pages.ts';
import { between, evenly, weighted, zipf } from './random.ts';
import { shopPassword } from './routes.ts';
import type { Visitor, VisitorKind } from './visitors.ts';

/** What a visitor asks for, before the headers that every request carries. */
export interface Wish {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

type MakeWish = (visitor: Visitor, random: Random) => Wish;

/** The next thing this visitor asks for. */
export function wishOf(visitor: Visitor, random: Random): Wish {
  return wishes[visitor.kind](random)(visitor, random);
}

/** What scanners look for on every server; the last holds quotes, which a log has to escape. */
export const probe: MakeWish = (_, random) => get(drawProbe(random));

const drawProbe = evenly([
  '/.env',
  '/.git/config',
  '/wp-login.php',
  '/phpmyadmin/index.php',
  '/admin/config.php',
  '/cgi-bin/status',
  '/reports/2026-13',
  '/search?q="><script>alert(1)</script>',
]);

const drawWord = evenly([
  'teapot',
  'blue+cup',
  'kettle',
  'matcha',
  'gift',
  'copper+kettle+2+litres',
  'caf%C3%A9',
]);
const drawRank = zipf(productCount, 0.9);
const drawAsset = zipf(assets.size, 0.5);
const assetPaths = [...assets.keys()];

const product: MakeWish = (_, random) => get(`/products/${productId(random)}`);
const productList: MakeWish = (_, random) => get(`/products?page=${between(random, 1, 25)}`);
const search: MakeWish = (_, random) => get(`/search?q=${drawWord(random)}`);
const apiProduct: MakeWish = (_, random) => get(`/api/products/${productId(random)}`);
const goneProduct: MakeWish = (_, random) => get(`/products/${productCount + between(random, 1, 99)}`);
const addToCart: MakeWish = (_, random) => post('/cart', `product=${productId(random)}`);
const dropFromCart: MakeWish = (_, random) => ({ method: 'DELETE', path: `/api/cart/${productId(random)}` });
const report: MakeWish = (_, random) =>
  get(`/reports/2026-${String(between(random, 1, 12)).padStart(2, '0')}`);

/** One in four mistypes the password. */
const signIn: MakeWish = ({ user }, random) =>
  post('/login', `user=${user}&password=${random() < 0.25 ? 'oolong' : shopPassword}`);

/** Scripts forget their credentials now and then. */
const orders: MakeWish = ({ user }, random) => {
  const authorization = `Basic ${Buffer.from(`${user}:${shopPassword}`).toString('base64')}`;
  return random() < 0.2 ? get('/api/orders') : { ...get('/api/orders'), headers: { authorization } };
};

/** The first time in full, from then on only if it has changed, which is never: 304. */
const asset: MakeWish = ({ cached }, random) => {
  const path = assetPaths[drawAsset(random)] ?? '/favicon.ico';
  const etag = assets.get(path)?.etag;
  if (etag !== undefined && cached.has(path)) return { ...get(path), headers: { 'if-none-match': etag } };
  cached.add(path);
  return get(path);
};

const wishes: Readonly<Record<VisitorKind, (random: Random) => MakeWish>> = {
  browser: weighted<MakeWish>([
    [14, () => get('/')],
    [26, product],
    [9, productList],
    [10, search],
    [22, asset],
    [6, apiProduct],
    [2, () => get('/login')],
    [4, signIn],
    [3, addToCart],
    [2, () => get('/cart')],
    [1, dropFromCart],
    [1, () => post('/checkout', 'pay=invoice')],
    [1, () => get('/account')],
    [2, () => get('/shop')],
    [1, goneProduct],
    [1, report],
  ]),
  crawler: weighted<MakeWish>([
    [1, () => get('/robots.txt')],
    [12, product],
    [4, productList],
    [2, goneProduct],
    [1, () => ({ method: 'HEAD', path: '/' })],
    [1, () => get('/index.html')],
  ]),
  script: weighted<MakeWish>([
    [5, () => get('/healthz')],
    [4, apiProduct],
    [3, orders],
  ]),
  scanner: weighted<MakeWish>([
    [5, probe],
    [1, () => get('/')],
  ]),
};

/** The popular products are not the first in the catalogue: 7 is prime to 500, so this only shuffles the ranks. */
function productId(random: Random): number {
  return ((drawRank(random) * 7) % productCount) + 1;
}

function get(path: string): Wish {
  return { method: 'GET', path };
}

function post(path: string, body: string): Wish {
  return { method: 'POST', path, body, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
}
