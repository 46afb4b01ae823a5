// Keeps one line open on which the server tells news, and keeps opening it again. Where streams do not get through (a
// proxy that holds them back), the history is asked every few seconds instead.

import { Refusal, Unreachable, type Api } from './api.ts';
import { backoff, Pause } from './backoff.ts';
import { framesOf, type Frame } from './frames.ts';
import { Lost } from './session.ts';
import { readEvent, type ChatEvent } from './wire.ts';

export type LineState = 'connecting' | 'live' | 'polling' | 'broken' | 'restarting';

export interface NewsOwner {
  token(): Promise<string>;
  replaceToken(stale: string): Promise<void>;
  /** The position up to which nothing is missing. */
  position(): number;
  heard(events: readonly ChatEvent[]): void;
  erased(): void;
  lost(): Promise<void>;
  changed(state: LineState): void;
}

/** The server sends a heartbeat every 15 s; two missed ones mean that the line is dead. */
const SILENCE = 30_000;
const POLL = 4_000;
/** Streams that failed in a row before the history is asked instead, and polls between two tries of a stream. */
const GIVE_UP_STREAM = 3;
const POLLS_A_STREAM = 15;

export class Newsline {
  readonly #api: Api;
  readonly #owner: NewsOwner;
  readonly #pause = new Pause();
  #stopped = false;
  #abort = new AbortController();
  #failures = 0;
  #saidBye = false;

  constructor(api: Api, owner: NewsOwner) {
    this.#api = api;
    this.#owner = owner;
  }

  async run(): Promise<void> {
    for (let round = 0; !this.#stopped; round += 1) {
      const streams = this.#failures < GIVE_UP_STREAM || round % POLLS_A_STREAM === 0;
      const wait = await (streams ? this.#listen() : this.#poll()).catch((error: unknown) => this.#afterFailure(error));
      if (!this.#stopped) await this.#pause.wait(wait);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#abort.abort();
    this.#pause.end();
  }

  /** The network is back: do not sit out the wait. A line that is open is left alone. */
  hurry(): void {
    this.#pause.end();
  }

  /** The network is gone, which an open stream may not notice for minutes. */
  cut(): void {
    this.#abort.abort();
  }

  /** Ends by an error, or because the token has run out and the line is opened again with a new one. */
  async #listen(): Promise<number> {
    this.#abort = new AbortController();
    let silence = this.#watchdog();
    const alive = (): void => {
      clearTimeout(silence);
      silence = this.#watchdog();
      this.#failures = 0;
    };
    try {
      const token = await this.#owner.token();
      const { signal } = this.#abort;
      const body = await this.#withFresh(token, (good) => this.#api.stream(good, this.#owner.position(), signal));
      this.#saidBye = false;
      this.#owner.changed('live');
      for await (const frame of framesOf(body, alive)) {
        if (frame.event === 'renew') return 0;
        this.#take(frame);
      }
    } finally {
      clearTimeout(silence);
    }
    throw new Unreachable('the stream ended');
  }

  #take({ event, data }: Frame): void {
    if (event === 'erased') {
      this.stop();
      this.#owner.erased();
    } else if (event === 'bye') {
      this.#saidBye = true;
      this.#owner.changed('restarting');
    } else if (event === 'message') {
      const said = readEvent(parsed(data));
      if (said) this.#owner.heard([said]);
    }
  }

  async #poll(): Promise<number> {
    const token = await this.#owner.token();
    const { events } = await this.#withFresh(token, (good) => this.#api.history(good, this.#owner.position()));
    this.#owner.heard(events);
    this.#owner.changed('polling');
    return POLL;
  }

  /** Returns how long to wait before the next try. */
  #afterFailure(error: unknown): number {
    if (this.#stopped) return 0;
    if (error instanceof Lost) {
      this.stop();
      void this.#owner.lost();
      return 0;
    }
    this.#failures += 1;
    const restarting = this.#saidBye || (error instanceof Refusal && error.status === 503);
    this.#owner.changed(restarting ? 'restarting' : 'broken');
    const asked = error instanceof Refusal ? error.retryAfter : 0;
    return Math.max(asked, backoff(this.#failures));
  }

  async #withFresh<T>(token: string, call: (token: string) => Promise<T>): Promise<T> {
    try {
      return await call(token);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 401) throw error;
      if (error.code !== 'token_expired') throw new Lost();
      await this.#owner.replaceToken(token);
      return call(await this.#owner.token());
    }
  }

  #watchdog(): ReturnType<typeof setTimeout> {
    return setTimeout(() => this.#abort.abort(), SILENCE);
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
