/** A file of the shop that never changes: what a browser asks for once and then only asks whether it is still good. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly body: Buffer;
  readonly etag: string;
}

/** Sizes in bytes, as a small shop has them. */
const sizes: readonly (readonly [path: string, type: string, bodyBytes: number])[] = [
  ['/assets/shop.css', 'text/css', 18_734],
  ['/assets/shop.js', 'text/javascript', 46_210],
  ['/assets/logo.svg', 'image/svg+xml', 2_981],
  ['/assets/body.woff2', 'font/woff2', 31_488],
  ['/assets/hero.webp', 'image/webp', 58_822],
  ['/assets/teapot-blue.webp', 'image/webp', 12_410],
  ['/assets/teapot-red.webp', 'image/webp', 11_975],
  ['/assets/cup-white.webp', 'image/webp', 7_306],
  ['/assets/kettle.webp', 'image/webp', 9_648],
  ['/favicon.ico', 'image/x-icon', 1_150],
];

export const assets: ReadonlyMap<string, Asset> = new Map(
  sizes.map(([path, type, bodyBytes]) => [
    path,
    { path, type, body: Buffer.alloc(bodyBytes, path), etag: `"${bodyBytes.toString(16)}"` },
  ]),
);
