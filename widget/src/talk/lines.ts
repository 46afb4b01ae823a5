// The two ways to the server while a conversation is open: the courier takes messages there, the newsline brings news.

import type { Api } from './api.ts';
import { Courier } from './courier.ts';
import { Newsline, type LineState } from './newsline.ts';
import type { Outbox } from './outbox.ts';
import type { Session } from './session.ts';
import type { Transcript } from './transcript.ts';
import type { ChatEvent, Language } from './wire.ts';

export interface LinesOwner {
  readonly language: Language;
  heard(events: readonly ChatEvent[]): void;
  erased(): void;
  /** The server does not know the conversation any more. */
  lost(): Promise<void>;
  changed(): void;
  lineChanged(state: LineState): void;
  mustWaitUntil(moment: number): void;
}

export class Lines {
  readonly #api: Api;
  readonly #session: Session;
  readonly #transcript: Transcript;
  readonly #owner: LinesOwner;
  readonly #courier: Courier;
  readonly #newsline: Newsline;
  #filling = false;

  constructor(api: Api, session: Session, outbox: Outbox, transcript: Transcript, owner: LinesOwner) {
    this.#api = api;
    this.#session = session;
    this.#transcript = transcript;
    this.#owner = owner;
    const shared = {
      token: () => session.token(owner.language),
      replaceToken: async (stale: string) => void (await session.replace(stale, owner.language)),
      heard: (events: readonly ChatEvent[]) => owner.heard(events),
      lost: () => owner.lost(),
    };
    this.#courier = new Courier(api, outbox, {
      ...shared,
      changed: () => owner.changed(),
      mustWaitUntil: (moment) => owner.mustWaitUntil(moment),
    });
    this.#newsline = new Newsline(api, {
      ...shared,
      position: () => transcript.contiguous,
      erased: () => owner.erased(),
      changed: (state) => this.#lineChanged(state),
    });
  }

  open(): void {
    void this.#newsline.run();
    this.send();
  }

  close(): void {
    this.#newsline.stop();
    this.#courier.stop();
  }

  send(): void {
    void this.#courier.go();
  }

  networkChanged(online: boolean): void {
    if (!online) return this.#newsline.cut();
    this.#newsline.hurry();
    this.send();
  }

  /** The server answers again: what waits to be sent need not sit out its wait. */
  #lineChanged(state: LineState): void {
    this.#owner.lineChanged(state);
    if (state === 'live' || state === 'polling') this.send();
  }

  /** Asks the history for what is missing between the events there are. */
  async fillGap(): Promise<void> {
    if (this.#filling) return;
    this.#filling = true;
    try {
      for (let more = true; more && this.#transcript.hasGap;) {
        const token = await this.#session.token(this.#owner.language);
        const page = await this.#api.history(token, this.#transcript.contiguous);
        more = this.#transcript.add(page.events);
        this.#owner.changed();
      }
    } catch {
      // The newsline asks again from the last position without a gap as soon as it reconnects.
    } finally {
      this.#filling = false;
    }
  }
}
