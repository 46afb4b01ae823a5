// Server-sent events, read from a fetch() body: an EventSource cannot carry the token in a header.

export interface Frame {
  readonly event: string;
  readonly data: string;
}

/** Cuts a stream of characters, in whatever portions it comes, into frames. Comments (heartbeats) make no frame. */
export class FrameCutter {
  #rest = '';
  #event = '';
  #data: string[] = [];

  push(portion: string): Frame[] {
    const lines = (this.#rest + portion).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    return lines.map((line) => this.#line(line)).filter((frame) => frame !== null);
  }

  #line(line: string): Frame | null {
    if (line === '') return this.#finished();
    const colon = line.indexOf(':');
    if (colon === 0) return null;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    if (field === 'data') this.#data.push(value);
    return null;
  }

  #finished(): Frame | null {
    const frame = { event: this.#event || 'message', data: this.#data.join('\n') };
    const empty = this.#data.length === 0 && this.#event === '';
    this.#event = '';
    this.#data = [];
    return empty ? null : frame;
  }
}

/** Every frame of the body. Ends when the body does; `alive` is called for each portion, heartbeats included. */
export async function* framesOf(body: ReadableStream<Uint8Array>, alive: () => void): AsyncGenerator<Frame> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const cutter = new FrameCutter();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      alive();
      yield* cutter.push(decoder.decode(part.value, { stream: true }));
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
