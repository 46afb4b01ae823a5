// What the server sends, read with suspicion: whatever does not have the agreed form is left out, never thrown.

export type Language = 'zh-Hans' | 'zh-Hant' | 'en';

export interface QuickReply {
  readonly title: string;
  readonly payload: string;
}

export interface SavedText {
  readonly name: string;
  readonly text: string;
}

export interface ChatEvent {
  readonly position: number;
  readonly kind: 'user' | 'bot';
  readonly at: string;
  readonly text: string;
  readonly buttons: readonly QuickReply[];
  readonly file: SavedText | null;
  readonly hidden: '' | 'secret' | 'unreadable';
  /** The id this client (or another tab) gave the user's message; empty for what nobody asked for. */
  readonly key: string;
}

type Loose = Record<string, unknown>;

export function asObject(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {};
}

export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function readEvent(value: unknown): ChatEvent | null {
  const raw = asObject(value);
  const { position, kind } = raw;
  if (!Number.isSafeInteger(position) || (position as number) < 1) return null;
  if (kind !== 'user' && kind !== 'bot') return null;
  const text = asText(raw['text']);
  return {
    position: position as number,
    kind,
    at: asText(raw['at']),
    text,
    buttons: readButtons(raw['buttons']),
    file: readFile(raw['file'], text),
    hidden: readHidden(raw['hidden']),
    key: asText(raw['key']),
  };
}

export function readEvents(value: unknown): ChatEvent[] {
  if (!Array.isArray(value)) return [];
  return value.map(readEvent).filter((event) => event !== null);
}

function readButtons(value: unknown): QuickReply[] {
  if (!Array.isArray(value)) return [];
  return value
    .map((raw) => ({ title: asText(asObject(raw)['title']), payload: asText(asObject(raw)['payload']) }))
    .filter((button) => button.title !== '' && button.payload !== '');
}

/** A file is either a name, then the event's own text is its content, or a name with a text of its own. */
function readFile(value: unknown, text: string): SavedText | null {
  if (typeof value === 'string') return value === '' ? null : { name: plainName(value), text };
  const raw = asObject(value);
  const name = asText(raw['name']);
  return name === '' ? null : { name: plainName(name), text: asText(raw['text']) || text };
}

/** Only the last part, and only characters that no file system and no reader stumbles over. */
function plainName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const plain = last
    .replace(/[^\p{L}\p{N}._ -]/gu, '')
    .replace(/^\.+/, '')
    .slice(0, 80);
  return plain.endsWith('.txt') ? plain : `${plain || 'chat'}.txt`;
}

function readHidden(value: unknown): ChatEvent['hidden'] {
  return value === 'secret' || value === 'unreadable' ? value : '';
}

/** Moves that answer what was just asked: whether the advice helped, and whether to go on. */
const ANSWERS: ReadonlySet<unknown> = new Set(['helped', 'partly', 'not_helped', 'resume']);

/** A way out of the question ("back", "start over", "a person") rather than an answer to it. */
export function isWayOut(button: QuickReply): boolean {
  const brace = button.payload.indexOf('{');
  if (brace < 0) return false;
  try {
    const press = asObject(JSON.parse(button.payload.slice(brace)));
    return press['s'] === 'move' && !ANSWERS.has(press['v']);
  } catch {
    return false;
  }
}
