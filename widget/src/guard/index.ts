// The guard in the browser: what holds a secret is refused before it leaves the page. It is the server's guard
// (walletdesk/core/secrets) in TypeScript; tests/data/guard_cases.json holds both to the same answers.
//
// The detectors and word lists are one lazy part of the bundle. No DOM, no storage, no network of its own.

import type { Finding } from './findings.ts';
import { mayHoldSecret } from './hints.ts';
import type { Window } from './window.ts';

export { family, opensWallet, stopsTyping, type Family, type Finding, type Kind } from './findings.ts';
export { mayHoldSecret } from './hints.ts';

/** The lazy part could not be loaded: the text was not looked at and must not be sent. */
export class GuardUnavailable extends Error {
  constructor() {
    super('the secret guard could not be loaded');
    this.name = 'GuardUnavailable';
  }
}

let loading: Promise<typeof import('./window.ts')> | undefined;

/** Loads and sorts the word lists; after a failure the next call tries again. Worth calling when the text field gets the focus. */
export async function ready(): Promise<void> {
  (await load()).prepare();
}

async function load(): Promise<typeof import('./window.ts')> {
  loading ??= import('./window.ts');
  try {
    return await loading;
  } catch {
    loading = undefined;
    throw new GuardUnavailable();
  }
}

/** What one conversation remembers of the messages this page sent: weights, no text. */
export class Earlier {
  #window: Window | undefined;
  #sending: Promise<void> = Promise.resolve();

  /** Call it for each message that was sent, in order. Where the lists cannot be loaded, nothing is remembered. */
  sent(text: string): Promise<void> {
    this.#sending = this.#sending.then(async () => {
      this.#window = (await this.window()).after(text);
    });
    this.#sending = this.#sending.catch(() => undefined);
    return this.#sending;
  }

  forget(): void {
    this.#window = undefined;
    this.#sending = this.#sending.then(() => {
      this.#window = undefined;
    });
  }

  /** As it is before the messages that are being remembered just now. */
  async window(): Promise<Window> {
    const { Window } = await load();
    return this.#window ?? new Window();
  }

  /** Once everything sent so far is remembered. */
  async settled(): Promise<Window> {
    await this.#sending;
    return this.window();
  }
}

/**
 * Every secret in a text that is about to be sent, in order of place. With `earlier`, a phrase told over several
 * messages is seen too. Throws GuardUnavailable where the lists are needed and cannot be loaded.
 */
export async function inspect(text: string, earlier?: Earlier): Promise<Finding[]> {
  if (!earlier && !mayHoldSecret(text)) return [];
  const window = await (earlier ?? new Earlier()).settled();
  return window.look(text);
}
