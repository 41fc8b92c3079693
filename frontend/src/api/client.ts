import type { Problem } from './types';

/** A failed call: the server's own words when it gave them. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem;
  /** The whole answer; a conflict carries the other document in it. */
  readonly body: unknown;

  constructor(status: number, problem: Problem, body: unknown) {
    super(problem.text.en);
    this.name = 'ApiError';
    this.status = status;
    this.problem = problem;
    this.body = body;
  }
}

/** A problem the editor itself reports, in the same shape as the server's. */
export function ownProblem(code: string, ru: string, en: string): Problem {
  return {
    code,
    severity: 'error',
    node: null,
    field: null,
    column: null,
    range: null,
    text: { ru, en },
    hint: null,
    fix: null,
    rows: null,
  };
}

/** The problem inside any thrown value. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return ownProblem(
    'unexpected',
    'Не удалось выполнить действие. Повторите ещё раз.',
    'This did not work. Try once more.',
  );
}

/** Tells this browser tab from others in the events about drafts. */
export const clientId: string = crypto.randomUUID?.() ?? String(Math.random()).slice(2);

/** A workspace path inside a URL: every part escaped, the slashes kept. */
export function pathInUrl(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'text' in value;
}

export interface CallOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as raw bytes. */
  bytes?: Blob | ArrayBuffer;
  signal?: AbortSignal | undefined;
  /** Lets the call outlive the page, for the last draft. */
  keepalive?: boolean;
}

let onSignedOut: () => void = () => undefined;

/** Called whenever the server says that nobody is signed in. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler;
}

/** Letters, of which each may take three bytes. */
const LONGEST_LAST_WORD = 20_000;

/** One call of the server.
 *
 * @throws ApiError with the server's problem; status 0 when the server cannot be reached
 */
export async function call<T>(url: string, options: CallOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', 'X-Kanva-Client': clientId };
  const request: RequestInit = { method: options.method ?? 'GET', headers, credentials: 'same-origin' };
  if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    request.body = JSON.stringify(options.body);
  } else if (options.bytes !== undefined) {
    headers['Content-Type'] = 'application/octet-stream';
    request.body = options.bytes;
  }
  if (options.signal !== undefined) request.signal = options.signal;
  // A browser takes no more than 64 kB along; more than that is kept on this computer and sent the next time.
  const small = typeof request.body === 'string' && request.body.length < LONGEST_LAST_WORD;
  if (options.keepalive === true && small) request.keepalive = true;
  let response: Response;
  try {
    response = await fetch(url, request);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    const problem = ownProblem(
      'no_server',
      'Нет связи с сервером Kanva. Проверьте, что он запущен.',
      'The Kanva server does not answer. Check that it is running.',
    );
    throw new ApiError(0, problem, null);
  }
  const text = await response.text();
  let body: unknown = null;
  try {
    body = text === '' ? null : JSON.parse(text);
  } catch {
    body = null;
  }
  if (response.ok) return body as T;
  if (response.status === 401) onSignedOut();
  const given = typeof body === 'object' && body !== null && 'problem' in body ? body.problem : null;
  const problem = isProblem(given)
    ? given
    : ownProblem(
        `http_${response.status}`,
        `Сервер ответил ошибкой ${response.status}.`,
        `The server answered with error ${response.status}.`,
      );
  throw new ApiError(response.status, problem, body);
}
