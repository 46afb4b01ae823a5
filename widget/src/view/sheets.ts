// Which sheets there are and what stands on them.

import { family, opensWallet, type Finding } from '../guard/index.ts';
import type { Words } from '../words/texts.ts';
import type { Sheet, SheetAct } from './sheet.ts';

export interface SheetActs {
  close(): void;
  startOver(): void;
  erase(): Promise<void>;
  ask(key: string): void;
}

type Maker = (words: Words, acts: SheetActs) => Sheet;

const understood = (words: Words, acts: SheetActs): SheetAct => ({
  label: words('understood'),
  tone: 'main',
  run: () => acts.close(),
});
const cancel = (words: Words, acts: SheetActs): SheetAct => ({
  label: words('cancel'),
  tone: 'quiet',
  run: () => acts.close(),
});

export const askNew: Maker = (words, acts) => ({
  title: words('new_title'),
  body: [words('new_body')],
  acts: [{ label: words('new_yes'), tone: 'main', run: () => acts.startOver() }, cancel(words, acts)],
});

export const askDelete: Maker = (words, acts) => ({
  title: words('delete_title'),
  body: [words('delete_body')],
  acts: [{ label: words('delete_yes'), tone: 'danger', run: () => void acts.erase() }, cancel(words, acts)],
});

export const deleted: Maker = (words, acts) => ({
  title: words('deleted_title'),
  body: [words('deleted_body')],
  acts: [
    { label: words('start_again'), tone: 'main', run: () => acts.startOver() },
    { label: words('close'), tone: 'quiet', run: () => acts.close() },
  ],
});

export const deleteFailed: Maker = (words, acts) => ({
  title: words('delete_title'),
  body: [words('delete_failed')],
  acts: [understood(words, acts)],
});

export const noPhotos: Maker = (words, acts) => ({
  title: words('photos_title'),
  body: [words('photos_body')],
  acts: [understood(words, acts)],
  guarded: true,
});

export const fileRefused: Maker = (words, acts) => ({ ...noPhotos(words, acts), title: words('file_refused_title') });

export const guardMissing: Maker = (words, acts) => ({
  title: words('guard_title'),
  body: [words('guard_unavailable')],
  acts: [understood(words, acts)],
  guarded: true,
});

/** Why a secret was stopped and what to do now. Knows the kinds of the findings only. */
export function stopped(findings: readonly Finding[], words: Words, acts: SheetActs): Sheet {
  const kind = family(findings);
  const grave = kind === undefined || opensWallet(kind);
  const advice = grave ? [words('guard_why'), words('guard_what_to_do')] : [words('guard_what_to_do_other')];
  const hint = words(kind === 'private_key' ? 'guard_was_hash_hint' : 'guard_rephrase');
  const leaked: SheetAct = { label: words('guard_leaked'), tone: 'quiet', run: () => acts.ask('ask_leaked') };
  return {
    title: words('guard_title'),
    body: [words(kind ? `guard_${kind}` : 'guard_other'), ...advice, hint],
    acts: grave ? [understood(words, acts), leaked] : [understood(words, acts)],
    guarded: true,
  };
}
