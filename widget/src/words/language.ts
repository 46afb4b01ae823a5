// Which of the three languages the widget speaks.

import type { Language } from '../talk/wire.ts';

export const LANGUAGES: readonly Language[] = ['zh-Hans', 'zh-Hant', 'en'];
/** Each language by its own name, which is the same in all of them. */
export const NAMES: Readonly<Record<Language, string>> = {
  'zh-Hans': '简体中文',
  'zh-Hant': '繁體中文',
  en: 'English',
};

const TRADITIONAL = /^zh(?:-|_)(?:hant|tw|hk|mo)\b/i;
const SIMPLIFIED = /^zh\b/i;

export function isLanguage(value: unknown): value is Language {
  return LANGUAGES.includes(value as Language);
}

/** The first of the browser's languages that we speak; English where there is none. */
export function fromBrowser(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    if (TRADITIONAL.test(tag)) return 'zh-Hant';
    if (SIMPLIFIED.test(tag)) return 'zh-Hans';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}

/** chosen: what the user switched to by hand, if ever; attribute: what the embedding page asks for. */
export function decide(chosen: string | null, attribute: string, preferred: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen;
  return isLanguage(attribute) ? attribute : fromBrowser(preferred);
}
