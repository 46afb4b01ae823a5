// The token of a conversation: kept on the shelf, refreshed before it runs out, shared by all tabs of one browser.

import { Refusal, type Api, type Opened } from './api.ts';
import { newId } from './ids.ts';
import type { Shelf } from './shelf.ts';
import { asObject, asText, type Language } from './wire.ts';

const KEY = 'session';
/** Refreshed this long before it runs out, so that a slow call does not meet a dead token. */
const MARGIN = 60_000;

/** The server no longer knows this conversation (erased, too old, or another key). The caller decides what to tell. */
export class Lost extends Error {}

interface Kept {
  token: string;
  goodUntil: number;
  /** Made up here for each conversation, so that tabs notice when another tab began a new one. */
  chat: string;
}

export class Session {
  readonly #api: Api;
  readonly #shelf: Shelf;
  readonly #lockName: string;

  constructor(api: Api, shelf: Shelf, server: string) {
    this.#api = api;
    this.#shelf = shelf;
    this.#lockName = `walletdesk:${server}`;
  }

  get chat(): string {
    return this.#kept()?.chat ?? '';
  }

  get exists(): boolean {
    return this.#kept() !== null;
  }

  /** Goes on with the conversation on the shelf, or begins one. Throws Lost where there was one that is gone. */
  async open(language: Language): Promise<Opened> {
    return this.#alone(async () => {
      const kept = this.#kept();
      const opened = await this.#api.openSession(kept?.token ?? null, language).catch(lostOr);
      this.#keep(opened, kept?.chat ?? newId());
      return opened;
    });
  }

  /** A token that is good for at least a minute. */
  async token(language: Language): Promise<string> {
    const kept = this.#kept();
    if (!kept) throw new Lost();
    return kept.goodUntil - Date.now() > MARGIN ? kept.token : this.replace(kept.token, language);
  }

  /** A newer token than `stale`; if another tab has fetched one meanwhile, that one. */
  async replace(stale: string, language: Language): Promise<string> {
    return this.#alone(async () => {
      const kept = this.#kept();
      if (!kept) throw new Lost();
      if (kept.token !== stale) return kept.token;
      const opened = await this.#api.openSession(stale, language).catch(lostOr);
      this.#keep(opened, kept.chat);
      return opened.token;
    });
  }

  async erase(language: Language): Promise<void> {
    if (!this.exists) return;
    try {
      await this.#api.erase(await this.token(language));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    this.forget();
  }

  forget(): void {
    this.#shelf.remove(KEY);
  }

  isTold(key: string): boolean {
    return key === KEY;
  }

  #keep(opened: Opened, chat: string): void {
    const kept: Kept = { token: opened.token, goodUntil: Date.now() + opened.lifetime, chat };
    this.#shelf.set(KEY, JSON.stringify(kept));
  }

  #kept(): Kept | null {
    try {
      const raw = asObject(JSON.parse(this.#shelf.get(KEY) ?? ''));
      const kept = { token: asText(raw['token']), goodUntil: Number(raw['goodUntil']), chat: asText(raw['chat']) };
      return kept.token === '' ? null : kept;
    } catch {
      return null;
    }
  }

  /** Two tabs that refresh at once would outdate each other's token. */
  #alone<T>(work: () => Promise<T>): Promise<T> {
    const locks = (navigator as { locks?: LockManager }).locks;
    return locks ? (locks.request(this.#lockName, work) as Promise<T>) : work();
  }
}

/** Codes after which only a new conversation helps. */
function isGone(error: unknown): boolean {
  if (error instanceof Lost) return true;
  return error instanceof Refusal && error.status === 401 && error.code !== 'token_expired';
}

/** For a refresh, "expired" too is the end: the time in which an old token could be exchanged is over. */
function lostOr(error: unknown): never {
  throw error instanceof Refusal && error.status === 401 ? new Lost() : error;
}
