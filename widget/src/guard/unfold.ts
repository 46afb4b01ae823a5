/** A front-coded word list (build/wordlists.mjs): a digit, how many letters to keep of the word before, then the rest. */
export function unfold(folded: string): string[] {
  const words: string[] = [];
  for (const [, kept, rest] of folded.matchAll(/(\d)(\D+)/g)) {
    words.push((words.at(-1) ?? '').slice(0, Number(kept)) + rest);
  }
  return words;
}
