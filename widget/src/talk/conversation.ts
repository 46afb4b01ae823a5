// One conversation as the screen sees it: what was said, what is on its way, and how the line to the server is.

import { Api, Refusal } from './api.ts';
import { backoff, Pause } from './backoff.ts';
import { Courier } from './courier.ts';
import { Newsline, type LineState } from './newsline.ts';
import { Outbox, type Outgoing } from './outbox.ts';
import { Lost, Session } from './session.ts';
import type { Shelf } from './shelf.ts';
import { Transcript } from './transcript.ts';
import type { ChatEvent, Language, QuickReply } from './wire.ts';

/** idle: not begun. refused: this page may not use the server. erased: deleted, here or elsewhere. */
export type Phase = 'idle' | 'opening' | 'open' | 'refused' | 'erased';

export interface Listener {
  changed(): void;
  /** The old conversation was gone and a new one took its place. */
  renewed(): void;
}

export class Conversation {
  phase: Phase = 'idle';
  line: LineState = 'connecting';
  /** Epoch milliseconds until which the server asked for quiet; 0 if it did not. */
  quietUntil = 0;
  language: Language;
  /** Set only once the user switched by hand; the server then keeps to it. */
  pinned = false;
  /** Positions up to here came with the opening and need no staging on the screen. */
  oldUntil = 0;

  readonly #api: Api;
  readonly #session: Session;
  readonly #outbox: Outbox;
  readonly #transcript = new Transcript();
  readonly #listener: Listener;
  readonly #pause = new Pause();
  readonly #stopWatching: () => void;
  #newsline: Newsline | null = null;
  #courier: Courier;
  #chat = '';
  #filling = false;

  constructor(server: string, shelf: Shelf, language: Language, listener: Listener) {
    this.#api = new Api(server);
    this.#session = new Session(this.#api, shelf, server);
    this.#outbox = new Outbox(shelf);
    this.#listener = listener;
    this.language = language;
    this.#courier = this.#newCourier();
    this.#stopWatching = shelf.watch((key) => this.#shelfChanged(key));
  }

  get events(): readonly ChatEvent[] {
    return this.#transcript.events;
  }

  /** What is on its way and not yet part of the events. */
  get outgoing(): readonly Outgoing[] {
    return this.#outbox.entries.filter((entry) => !this.#transcript.hasMessage(entry.id));
  }

  /** There is a conversation from before, which the server may have news for. */
  get hasPast(): boolean {
    return this.#session.exists;
  }

  /** Begins or goes on; tries until it works or the server refuses this page. */
  async open(): Promise<void> {
    if (this.phase === 'opening' || this.phase === 'open') return;
    this.#enter('opening');
    for (let tries = 1; this.#is('opening'); tries += 1) {
      const wait = await this.#begin().then(() => 0, (error: unknown) => this.#afterFailedOpening(error, tries));
      await this.#pause.wait(wait);
    }
  }

  say(text: string): void {
    this.#post(text, '');
  }

  press(button: QuickReply): void {
    this.#post(button.title, button.payload);
  }

  retry(): void {
    void this.#courier.go();
  }

  discard(id: string): void {
    this.#outbox.remove(id);
    this.#listener.changed();
  }

  /**
   * Leaves this conversation behind (the server keeps it until it ages out) and begins another. After an end, another tab
   * may have begun one already, and that is joined.
   */
  async startOver(): Promise<void> {
    if (this.phase !== 'erased') this.#leave();
    this.#enter('idle');
    await this.open();
  }

  /** Deletes the conversation on the server; rejects when the server cannot be reached, and then nothing is lost. */
  async erase(): Promise<void> {
    await this.#session.erase(this.language);
    this.#leave();
    this.#enter('erased');
  }

  networkChanged(online: boolean): void {
    if (!online) return this.#newsline?.cut();
    this.#pause.end();
    this.#newsline?.hurry();
    if (this.phase === 'open') void this.#courier.go();
  }

  /** The page goes away or the element is taken out. Nothing is deleted. */
  close(): void {
    this.#stopWatching();
    this.#quiet();
    this.phase = 'idle';
  }

  async #begin(): Promise<void> {
    const opened = await this.#session.open(this.language);
    this.#chat = this.#session.chat;
    this.#transcript.add(opened.events);
    this.oldUntil = opened.resumed ? (this.events.at(-1)?.position ?? 0) : 0;
    this.line = 'connecting';
    this.#enter('open');
    this.#courier = this.#newCourier();
    void this.#courier.go();
    this.#newsline = this.#newNewsline();
    void this.#newsline.run();
  }

  #afterFailedOpening(error: unknown, tries: number): number {
    if (error instanceof Lost) {
      this.#forgetConversation();
      this.#listener.renewed();
      return 0;
    }
    if (error instanceof Refusal && error.status === 403) {
      this.#enter('refused');
      return 0;
    }
    const limited = error instanceof Refusal && error.status === 429;
    const restarting = error instanceof Refusal && error.status === 503;
    this.line = restarting ? 'restarting' : 'broken';
    const wait = Math.max(error instanceof Refusal ? error.retryAfter : 0, backoff(tries));
    if (limited) this.quietUntil = Date.now() + wait;
    this.#listener.changed();
    return wait;
  }

  #post(text: string, payload: string): void {
    this.#outbox.add(text, payload, this.pinned ? this.language : '');
    this.#listener.changed();
    if (this.phase === 'open') void this.#courier.go();
    else void this.open();
  }

  #heard(events: readonly ChatEvent[]): void {
    if (!this.#transcript.add(events)) return;
    this.#listener.changed();
    if (this.#transcript.hasGap) void this.#fillGap();
  }

  async #fillGap(): Promise<void> {
    if (this.#filling) return;
    this.#filling = true;
    try {
      for (let more = true; more && this.#transcript.hasGap; ) {
        const page = await this.#api.history(await this.#session.token(this.language), this.#transcript.contiguous);
        more = this.#transcript.add(page.events);
        this.#listener.changed();
      }
    } catch {
      // The newsline asks again from the last position without a gap as soon as it reconnects.
    } finally {
      this.#filling = false;
    }
  }

  /** The server does not know the conversation any more: what was said is gone there, what was not sent is kept. */
  async #renew(): Promise<void> {
    if (this.phase !== 'open') return;
    this.#forgetConversation();
    this.#enter('idle');
    this.#listener.renewed();
    await this.open();
  }

  #shelfChanged(key: string): void {
    if (!this.#session.isTold(key) || this.phase !== 'open') return;
    if (!this.#session.exists) return this.#erasedElsewhere();
    if (this.#session.chat !== this.#chat) {
      this.#quiet();
      this.#transcript.clear();
      this.#enter('idle');
      void this.open();
    }
  }

  #erasedElsewhere(): void {
    this.#leave();
    this.#enter('erased');
  }

  #leave(): void {
    this.#outbox.clear();
    this.#forgetConversation();
  }

  #forgetConversation(): void {
    this.#quiet();
    this.#session.forget();
    this.#transcript.clear();
    this.#outbox.turnButtonsIntoWords();
    this.quietUntil = 0;
  }

  #quiet(): void {
    this.#newsline?.stop();
    this.#courier.stop();
  }

  /** Asked behind a wait, where the compiler would remember what the phase was before. */
  #is(phase: Phase): boolean {
    return this.phase === phase;
  }

  #enter(phase: Phase): void {
    this.phase = phase;
    this.#listener.changed();
  }

  #newCourier(): Courier {
    return new Courier(this.#api, this.#outbox, {
      token: () => this.#session.token(this.language),
      replaceToken: async (stale) => void (await this.#session.replace(stale, this.language)),
      heard: (events) => this.#heard(events),
      lost: () => this.#renew(),
      changed: () => this.#listener.changed(),
      mustWaitUntil: (moment) => {
        this.quietUntil = moment;
        this.#listener.changed();
      },
    });
  }

  #newNewsline(): Newsline {
    return new Newsline(this.#api, {
      token: () => this.#session.token(this.language),
      replaceToken: async (stale) => void (await this.#session.replace(stale, this.language)),
      position: () => this.#transcript.contiguous,
      heard: (events) => this.#heard(events),
      erased: () => this.#erasedElsewhere(),
      lost: () => void this.#renew(),
      changed: (state) => {
        this.line = state;
        this.#listener.changed();
      },
    });
  }
}
