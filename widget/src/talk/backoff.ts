// How long to wait before trying again. Jitter keeps a thousand widgets from coming back in the same instant.

const FIRST = 1_000;
const LONGEST = 15_000;

/** Milliseconds before try number `tries` + 1 (tries counts from 1); between half and all of an exponential wait. */
export function backoff(tries: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST, FIRST * 2 ** Math.max(0, tries - 1));
  return full / 2 + (random() * full) / 2;
}

/** A pause that somebody can end early: the network is back, or the user pressed "try again". */
export class Pause {
  #end: (() => void) | null = null;

  async wait(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#end = null;
  }

  end(): void {
    this.#end?.();
  }
}
