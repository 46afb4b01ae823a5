// What the chat has to know about its surroundings, and is told when it changes.

import type { ReactiveController, ReactiveControllerHost } from 'lit';

const NARROW = '(max-width: 520px), (max-height: 480px)';

export class Surroundings implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #narrow = matchMedia(NARROW);
  readonly #calm = matchMedia('(prefers-reduced-motion: reduce)');
  readonly #touch = matchMedia('(pointer: coarse)');
  readonly #woken: (online: boolean) => void;

  /** woken: the network came or went, or the page is looked at again. */
  constructor(host: ReactiveControllerHost & HTMLElement, woken: (online: boolean) => void) {
    this.#host = host;
    this.#woken = woken;
    host.addController(this);
  }

  get online(): boolean {
    return navigator.onLine;
  }

  get isNarrow(): boolean {
    return this.#narrow.matches;
  }

  /** A keyboard would cover half of the screen the moment a field gets the focus. */
  get isTouch(): boolean {
    return this.#touch.matches;
  }

  /** Nobody looks, or the user does not want things to move. */
  get wantsNoStaging(): boolean {
    return this.#calm.matches || document.hidden;
  }

  hostConnected(): void {
    addEventListener('online', this.#wake);
    addEventListener('offline', this.#wake);
    document.addEventListener('visibilitychange', this.#wake);
    this.#narrow.addEventListener('change', this.#changed);
    visualViewport?.addEventListener('resize', this.#measure);
    visualViewport?.addEventListener('scroll', this.#measure);
  }

  hostDisconnected(): void {
    removeEventListener('online', this.#wake);
    removeEventListener('offline', this.#wake);
    document.removeEventListener('visibilitychange', this.#wake);
    this.#narrow.removeEventListener('change', this.#changed);
    visualViewport?.removeEventListener('resize', this.#measure);
    visualViewport?.removeEventListener('scroll', this.#measure);
  }

  #changed = (): void => this.#host.requestUpdate();

  #wake = (): void => {
    if (!document.hidden) this.#woken(this.online);
    this.#changed();
  };

  /** Phones lay the keyboard over the page without telling the style sheet. */
  #measure = (): void => {
    const view = visualViewport;
    if (!view) return;
    this.#host.style.setProperty('--seen-height', `${view.height}px`);
    this.#host.style.setProperty('--seen-top', `${view.offsetTop}px`);
  };
}
