// A small desk that speaks the agreed HTTP interface, on a port of its own, and that can be told to misbehave.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Chat {
  id: string;
  events: object[];
  answered: Map<string, object[]>;
  streams: Set<ServerResponse>;
}

export class Desk {
  /** What every message that arrived said, in order, resends included. */
  readonly arrived: { id: string; text?: string; payload?: string }[] = [];
  turns = 0;
  sessions = 0;
  /** Answers to the next calls of POST /api/messages instead of a turn. */
  readonly refusals: { status: number; code: string; wait?: number }[] = [];
  /** The next answers are lost on the way back, after the turn. */
  loseAnswers = 0;
  streamsWork = true;
  lifetime = 900;
  address = '';
  readonly #chats = new Map<string, Chat>();
  readonly #server: Server = createServer((request, response) => void this.#serve(request, response));
  #made = 0;

  async open(): Promise<this> {
    await new Promise<void>((ready) => this.#server.listen(0, '127.0.0.1', ready));
    this.address = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  forgetAll(): void {
    this.#chats.clear();
  }

  /** Something nobody asked for, to every conversation. */
  push(text: string): void {
    for (const chat of this.#chats.values()) this.#add(chat, { kind: 'bot', text });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await read(request);
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    const [id = '', until = '0'] = token.split('.');
    const place = `${request.method} ${request.url?.split('?')[0]}`;
    if (place === 'POST /api/session' && token === '') return this.#session(response, this.#newChat(), false);
    const chat = this.#chats.get(id);
    if (!chat) return refuse(response, 401, 'session_unknown');
    if (place === 'POST /api/session') return this.#session(response, chat, true);
    if (Number(until) < Date.now()) return refuse(response, 401, 'token_expired');
    if (place === 'POST /api/messages') return this.#message(response, chat, body as Desk['arrived'][0]);
    if (place === 'GET /api/events') return this.#stream(request, response, chat);
    if (place === 'GET /api/history') return this.#history(request, response, chat);
    if (place === 'DELETE /api/session') return this.#erase(response, chat);
    refuse(response, 404, 'not_found');
  }

  #newChat(): Chat {
    this.#made += 1;
    const chat: Chat = { id: `chat${this.#made}`, events: [], answered: new Map(), streams: new Set() };
    this.#chats.set(chat.id, chat);
    this.#add(chat, { kind: 'bot', text: 'welcome' });
    return chat;
  }

  #session(response: ServerResponse, chat: Chat, resumed: boolean): void {
    this.sessions += 1;
    const token = `${chat.id}.${Date.now() + this.lifetime * 1000}`;
    send(response, resumed ? 200 : 201, { token, expires_in: this.lifetime, resumed, events: chat.events });
  }

  #message(response: ServerResponse, chat: Chat, message: Desk['arrived'][0]): void {
    this.arrived.push(message);
    const refusal = this.refusals.shift();
    if (refusal) return refuse(response, refusal.status, refusal.code, refusal.wait);
    if (!chat.answered.has(message.id)) chat.answered.set(message.id, this.#turn(chat, message));
    if (this.loseAnswers > 0) {
      this.loseAnswers -= 1;
      return void response.destroy();
    }
    send(response, 200, { id: message.id, events: chat.answered.get(message.id) });
  }

  #turn(chat: Chat, { id, text, payload }: Desk['arrived'][0]): object[] {
    this.turns += 1;
    const said = { kind: 'user', text: text ?? payload, key: id };
    return [this.#add(chat, said), this.#add(chat, { kind: 'bot', text: `re: ${text ?? payload}`, key: id })];
  }

  #add(chat: Chat, event: object): object {
    const whole = { position: chat.events.length + 1, at: new Date().toISOString(), ...event };
    chat.events.push(whole);
    for (const stream of chat.streams) stream.write(frame(whole));
    return whole;
  }

  #stream(request: IncomingMessage, response: ServerResponse, chat: Chat): void {
    if (!this.streamsWork) return refuse(response, 502, '');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(': open\n\n');
    for (const event of chat.events.slice(Number(request.headers['last-event-id']))) response.write(frame(event));
    chat.streams.add(response);
    response.on('close', () => chat.streams.delete(response));
  }

  #history(request: IncomingMessage, response: ServerResponse, chat: Chat): void {
    const after = Number(new URL(request.url ?? '', this.address).searchParams.get('after'));
    send(response, 200, { events: chat.events.slice(after), more: false });
  }

  #erase(response: ServerResponse, chat: Chat): void {
    this.#chats.delete(chat.id);
    for (const stream of chat.streams) stream.end('event: erased\ndata: {}\n\n');
    response.writeHead(204).end();
  }
}

async function read(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const part of request) text += part;
  return text === '' ? {} : JSON.parse(text);
}

const frame = (event: object): string => `event: message\ndata: ${JSON.stringify(event)}\n\n`;

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, status: number, code: string, wait?: number): void {
  if (wait !== undefined) response.setHeader('retry-after', wait);
  send(response, status, { status, code });
}
