// Keeps the reader where it helps: an answer is read from its beginning, so the view stops before the question to it
// would leave the top; whoever has scrolled up to read is left alone.

const NEAR = 90;
const ROOM = 12;

export class Scrolling {
  #following = true;
  #asked: Element | null = null;

  /** Call when the user scrolls. True if the end is out of sight now. */
  moved(box: HTMLElement): boolean {
    this.#following = distance(box) < NEAR;
    return !this.#following;
  }

  /** Call after new content is on the screen. True if the end is out of sight now. */
  settle(box: HTMLElement): boolean {
    const asked = [...box.querySelectorAll('.turn.user')].at(-1) ?? null;
    if (asked !== this.#asked && asked?.classList.contains('pending')) this.#following = true;
    this.#asked = asked;
    if (this.#following) box.scrollTop = this.#target(box, asked);
    return distance(box) > NEAR;
  }

  toEnd(box: HTMLElement): void {
    this.#following = true;
    box.scrollTo({ top: box.scrollHeight, behavior: 'smooth' });
  }

  #target(box: HTMLElement, asked: Element | null): number {
    const end = box.scrollHeight - box.clientHeight;
    if (!(asked instanceof HTMLElement)) return end;
    return Math.min(end, asked.offsetTop - box.offsetTop - ROOM);
  }
}

function distance(box: HTMLElement): number {
  return box.scrollHeight - box.clientHeight - box.scrollTop;
}
