// Keeps the reader where it helps. An answer is read from its beginning: the view stops before the question to it, or
// the first thing nobody asked for, would leave the top. It never moves while nothing new is there, and never for
// whoever has scrolled up to read.

const NEAR = 90;
const ROOM = 12;
/** Our own moves are told as scrolling, too; positions are rounded. */
const SAME = 2;

export class Scrolling {
  #following = true;
  /** What is not to leave the top; null: nothing yet, the next turn will be it. */
  #anchor: Element | null = null;
  #asked: Element | null = null;
  #turns = 0;
  #box: HTMLElement | null = null;
  #size = '';
  #put = -1;

  /** Call when the box was scrolled. True if the end is out of sight now. */
  moved(box: HTMLElement): boolean {
    if (Math.abs(box.scrollTop - this.#put) >= SAME) {
      this.#put = -1;
      this.#following = distance(box) < NEAR;
      if (this.#following) this.#anchor = null;
    }
    return distance(box) > NEAR;
  }

  /** Call after the screen was drawn. True if the end is out of sight now. */
  settle(box: HTMLElement): boolean {
    if (box !== this.#box) this.#beginAnew();
    this.#box = box;
    this.#look([...box.querySelectorAll('.turn:not(.typing)')]);
    const size = `${box.scrollHeight} ${box.clientHeight}`;
    if (this.#following && size !== this.#size) {
      box.scrollTop = this.#target(box);
      this.#put = box.scrollTop;
    }
    this.#size = size;
    return distance(box) > NEAR;
  }

  toEnd(box: HTMLElement): void {
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    box.scrollTo({ top: box.scrollHeight, behavior: calm ? 'auto' : 'smooth' });
  }

  #look(turns: readonly Element[]): void {
    if (turns.length < this.#turns) this.#beginAnew();
    const asked = turns.filter((turn) => turn.classList.contains('user')).at(-1) ?? null;
    if (asked !== this.#asked && asked?.classList.contains('pending')) this.#following = true;
    if (asked !== this.#asked && asked !== null && this.#following) this.#anchor = asked;
    this.#anchor ??= turns[this.#turns] ?? null;
    this.#asked = asked;
    this.#turns = turns.length;
  }

  #beginAnew(): void {
    this.#following = true;
    this.#anchor = null;
    this.#turns = 0;
    this.#size = '';
  }

  #target(box: HTMLElement): number {
    const end = box.scrollHeight - box.clientHeight;
    if (!this.#anchor?.isConnected) return end;
    const below = this.#anchor.getBoundingClientRect().top - box.getBoundingClientRect().top;
    return Math.min(end, Math.max(0, box.scrollTop + below - ROOM));
  }
}

function distance(box: HTMLElement): number {
  return box.scrollHeight - box.clientHeight - box.scrollTop;
}
