// Carries the outbox to the server: one message at a time, in order, again and again until it is acknowledged.

import { Refusal, type Api } from './api.ts';
import { backoff, Pause } from './backoff.ts';
import type { Outbox, Outgoing } from './outbox.ts';
import { Lost } from './session.ts';
import type { ChatEvent } from './wire.ts';

export interface CourierOwner {
  token(): Promise<string>;
  replaceToken(stale: string): Promise<void>;
  heard(events: readonly ChatEvent[]): void;
  /** Begins a new conversation for what is still to be sent; rejects when that does not work now. */
  lost(): Promise<void>;
  changed(): void;
  /** When the server wants to hear the next message, in epoch milliseconds; 0: at any time. */
  mustWaitUntil(moment: number): void;
}

/** Tries after which a message is shown as "not sent" with a button; it is still tried on its own. */
const TRIES_BEFORE_ALARM = 3;
const DEFAULT_WAIT = 2_000;

export class Courier {
  readonly #api: Api;
  readonly #outbox: Outbox;
  readonly #owner: CourierOwner;
  readonly #pause = new Pause();
  #running = false;
  #stopped = false;

  constructor(api: Api, outbox: Outbox, owner: CourierOwner) {
    this.#api = api;
    this.#outbox = outbox;
    this.#owner = owner;
  }

  /** Sends what there is. Called again while it runs, it ends a wait. */
  async go(): Promise<void> {
    if (this.#running) return this.#pause.end();
    this.#running = true;
    try {
      for (let next = this.#outbox.next(); next && !this.#stopped; next = this.#outbox.next()) {
        await this.#pause.wait(await this.#attempt(next));
      }
    } finally {
      this.#running = false;
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#pause.end();
  }

  async #attempt(message: Outgoing): Promise<number> {
    message.state = 'sending';
    this.#owner.changed();
    let token = '';
    try {
      token = await this.#owner.token();
      const events = await this.#api.send(token, message, timezone());
      this.#outbox.remove(message.id);
      this.#owner.mustWaitUntil(0);
      this.#owner.heard(events);
      return 0;
    } catch (error) {
      const wait = await this.#afterFailure(message, token, error).catch(() => this.#again(message, 0));
      this.#owner.changed();
      return wait;
    }
  }

  async #afterFailure(message: Outgoing, token: string, error: unknown): Promise<number> {
    if (this.#stopped) return 0;
    if (!(error instanceof Refusal)) {
      if (error instanceof Lost) await this.#owner.lost();
      return this.#again(message, 0);
    }
    if (error.status === 401) return this.#afterDenial(message, token, error);
    if (error.status === 429) return this.#slower(message, error);
    if (error.status >= 500 || error.status === 408) return this.#again(message, error.retryAfter);
    message.state = 'refused';
    return 0;
  }

  async #afterDenial(message: Outgoing, token: string, error: Refusal): Promise<number> {
    message.tries += 1;
    if (error.code === 'token_expired') await this.#owner.replaceToken(token);
    else await this.#owner.lost();
    return message.tries > 1 ? backoff(message.tries) : 0;
  }

  #slower(message: Outgoing, error: Refusal): number {
    message.state = 'waiting';
    const wait = error.retryAfter || DEFAULT_WAIT;
    this.#owner.mustWaitUntil(Date.now() + wait);
    return wait;
  }

  #again(message: Outgoing, asked: number): number {
    message.tries += 1;
    message.state = message.tries >= TRIES_BEFORE_ALARM ? 'failed' : 'waiting';
    return Math.max(asked, backoff(message.tries));
  }
}

function timezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';
}
