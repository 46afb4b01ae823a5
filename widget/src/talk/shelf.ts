// What the widget keeps in the browser, apart for each server. A browser that refuses storage (private mode, a strict
// app view) gets a shelf that lasts as long as the page.

export interface Shelf {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
  keys(): string[];
  /** Calls back with the key when another tab changed it; returns how to stop. */
  watch(changed: (key: string) => void): () => void;
}

export function shelfFor(server: string): Shelf {
  const prefix = `walletdesk:${server}:`;
  return storageWorks(prefix) ? new BrowserShelf(prefix) : new MemoryShelf();
}

function storageWorks(prefix: string): boolean {
  try {
    localStorage.setItem(`${prefix}works`, '1');
    localStorage.removeItem(`${prefix}works`);
    return true;
  } catch {
    return false;
  }
}

export class MemoryShelf implements Shelf {
  #items = new Map<string, string>();

  get(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  set(key: string, value: string): void {
    this.#items.set(key, value);
  }

  remove(key: string): void {
    this.#items.delete(key);
  }

  keys(): string[] {
    return [...this.#items.keys()];
  }

  watch(): () => void {
    return () => undefined;
  }
}

class BrowserShelf implements Shelf {
  readonly #prefix: string;
  /** What did not fit any more; better kept as long as the page than not at all. */
  readonly #overflow = new MemoryShelf();

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  get(key: string): string | null {
    return this.#overflow.get(key) ?? localStorage.getItem(this.#prefix + key);
  }

  set(key: string, value: string): void {
    try {
      localStorage.setItem(this.#prefix + key, value);
      this.#overflow.remove(key);
    } catch {
      this.#overflow.set(key, value);
    }
  }

  remove(key: string): void {
    this.#overflow.remove(key);
    localStorage.removeItem(this.#prefix + key);
  }

  keys(): string[] {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(this.#prefix))
      .map((key) => key.slice(this.#prefix.length));
  }

  watch(changed: (key: string) => void): () => void {
    const heard = (event: StorageEvent): void => {
      if (event.key?.startsWith(this.#prefix)) changed(event.key.slice(this.#prefix.length));
    };
    addEventListener('storage', heard);
    return () => removeEventListener('storage', heard);
  }
}
