// The server's HTTP interface, one method a call. Two things can go wrong, each an error of its own: `Refusal`, the server
// answered and said no; `Unreachable`, there was no usable answer.

import { asObject, asText, readEvents, type ChatEvent, type Language } from './wire.ts';
import type { Outgoing } from './outbox.ts';

const CALL_TIMEOUT = 15_000;
/** A turn may look things up on several chains before it answers. */
const TURN_TIMEOUT = 30_000;

export class Unreachable extends Error {}

export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  /** Milliseconds the server asked for; 0 if it did not. */
  readonly retryAfter: number;

  constructor(status: number, code: string, retryAfter: number) {
    super(code);
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

export interface Opened {
  readonly token: string;
  readonly lifetime: number;
  readonly resumed: boolean;
  readonly events: ChatEvent[];
}

export class Api {
  readonly #server: string;

  /** server: origin and path prefix, without a slash at the end. */
  constructor(server: string) {
    this.#server = server;
  }

  async openSession(token: string | null, language: Language): Promise<Opened> {
    const body = asObject(await this.#json('POST', '/api/session', token, { language }));
    const lifetime = Number(body['expires_in']) * 1000;
    if (asText(body['token']) === '' || !(lifetime > 0)) throw new Unreachable('no token');
    const events = readEvents(body['events']);
    return { token: asText(body['token']), lifetime, resumed: body['resumed'] === true, events };
  }

  /**
   * Whether the server lets no page of this origin in. Asked without a header of ours: a browser does not tell what
   * was said to its preflight.
   */
  async keepsOut(): Promise<boolean> {
    const options: RequestInit = { cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(CALL_TIMEOUT) };
    const response = await fetch(`${this.#server}/api/history`, options).catch(() => null);
    return response?.status === 403;
  }

  async send(token: string, message: Outgoing, timezone: string): Promise<ChatEvent[]> {
    const { id, text, payload, language } = message;
    const said = payload === '' ? { text } : { payload };
    const extra = { ...(language === '' ? {} : { language }), ...(timezone === '' ? {} : { timezone }) };
    return readEvents(asObject(await this.#json('POST', '/api/messages', token, { id, ...said, ...extra }))['events']);
  }

  async history(token: string, after: number): Promise<{ events: ChatEvent[]; more: boolean }> {
    const body = asObject(await this.#json('GET', `/api/history?after=${after}`, token));
    return { events: readEvents(body['events']), more: body['more'] === true };
  }

  async erase(token: string): Promise<void> {
    await this.#call('DELETE', '/api/session', token, undefined, AbortSignal.timeout(CALL_TIMEOUT));
  }

  async stream(token: string, after: number, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const response = await this.#call('GET', '/api/events', token, undefined, signal, {
      accept: 'text/event-stream',
      'last-event-id': String(after),
    });
    if (!response.body) throw new Unreachable('no body');
    return response.body;
  }

  async #json(method: string, path: string, token: string | null, body?: object): Promise<unknown> {
    const timeout = AbortSignal.timeout(path === '/api/messages' ? TURN_TIMEOUT : CALL_TIMEOUT);
    const response = await this.#call(method, path, token, body, timeout);
    try {
      return await response.json();
    } catch {
      throw new Unreachable('not JSON');
    }
  }

  async #call(
    method: string,
    path: string,
    token: string | null,
    body: object | undefined,
    signal: AbortSignal,
    extra: Record<string, string> = {},
  ): Promise<Response> {
    const headers: Record<string, string> = { accept: 'application/json', ...extra };
    if (token !== null) headers['authorization'] = `Bearer ${token}`;
    if (body) headers['content-type'] = 'application/json';
    const content = body ? { body: JSON.stringify(body) } : {};
    const options: RequestInit = { method, headers, signal, cache: 'no-store', credentials: 'omit', ...content };
    const response = await fetch(this.#server + path, options).catch(() => {
      throw new Unreachable(path);
    });
    if (!response.ok) throw await refusalFrom(response);
    return response;
  }
}

async function refusalFrom(response: Response): Promise<Refusal> {
  const problem = asObject(await response.json().catch(() => null));
  const seconds = Number(response.headers.get('retry-after'));
  const wait = seconds > 0 ? Math.min(seconds, 3600) * 1000 : 0;
  return new Refusal(response.status, asText(problem['code']), wait);
}
