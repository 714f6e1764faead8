import { htmlPage } from './pages.ts';

/** What the shop answers. */
export interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly body?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the shop takes over it, milliseconds. */
  readonly delayMs?: number;
}

/** What any route answers when the shop is ill. */
export function faultAnswer(status: number): Answer {
  return html(status, 'Something broke', ['We are on it.']);
}

export function notFound(): Answer {
  return html(404, 'Not here', ['There is no such page.']);
}

export function redirect(status: 301 | 302, location: string): Answer {
  return { ...html(status, 'Moved', [`<a href="${location}">Over there</a>`]), headers: { location } };
}

export function html(status: number, title: string, paragraphs: readonly string[]): Answer {
  return { status, type: 'text/html; charset=utf-8', body: htmlPage(title, paragraphs) };
}

export function json(status: number, value: object): Answer {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}

export function text(body: string): Answer {
  return { status: 200, type: 'text/plain; charset=utf-8', body };
}
