/** How many products the shop has; their ids are 1 … productCount. */
export const productCount = 500;

/** A whole HTML page. `paragraphs` are HTML already; text from outside goes through escapeHtml first. */
export function htmlPage(title: string, paragraphs: readonly string[]): string {
  const body = paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title><link rel="stylesheet" href="/assets/shop.css"></head>
<body><nav><a href="/">Home</a> <a href="/products">Products</a> <a href="/login">Sign in</a></nav>
<h1>${title}</h1>
${body}
</body>
</html>
`;
}

export function productName(id: number): string {
  const colours = ['Blue', 'Red', 'White', 'Green', 'Copper', 'Black', 'Speckled'];
  const things = ['teapot', 'cup', 'kettle', 'saucer', 'tea tin', 'strainer'];
  return `${colours[id % colours.length]} ${things[id % things.length]} no. ${id}`;
}

/** Price in cents. */
function productPrice(id: number): number {
  return 390 + ((id * 7_919) % 9_000);
}

/** Some sentences about a product; their number differs from product to product, and so the size of its page. */
export function productText(id: number): string {
  const sentence = `${productName(id)} is thrown by hand, glazed twice and keeps the tea warm. `;
  return sentence.repeat(3 + ((id * 31) % 40));
}

export function productLink(id: number): string {
  return `<a href="/products/${id}">${productName(id)}</a>, ${(productPrice(id) / 100).toFixed(2)} EUR`;
}

/** The product as the API gives it. */
export function productJson(id: number): object {
  return {
    id,
    name: productName(id),
    priceCents: productPrice(id),
    stock: (id * 13) % 50,
    text: productText(id),
  };
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
