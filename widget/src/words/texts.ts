// The words on the screen. They are made from the desk's YAML at build time; no sentence stands in the code.

import texts from '../../generated/texts.json' with { type: 'json' };
import site from '../../generated/site.json' with { type: 'json' };
import type { Language } from '../talk/wire.ts';
import type { AllowedSites } from '../safe_text/links.ts';

export type Words = (key: string, fill?: Readonly<Record<string, string | number>>) => string;

const BY_LANGUAGE = texts as Readonly<Record<Language, Readonly<Record<string, string>>>>;

export const SITES: AllowedSites = { hosts: site.hosts, repositories: site.repositories };

/** Section names of the desk's answers, in every language: a chat may hold more than one. */
export const HEADS: ReadonlySet<string> = new Set(
  Object.values(BY_LANGUAGE).flatMap((words) =>
    Object.entries(words)
      .filter(([key]) => key.startsWith('head_'))
      .map(([, text]) => text),
  ),
);

export function wordsIn(language: Language): Words {
  const words = BY_LANGUAGE[language];
  return (key, fill = {}) => {
    const text = words[key] ?? '';
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(fill[name] ?? whole));
  };
}

export function hasWords(language: Language, key: string): boolean {
  return (BY_LANGUAGE[language][key] ?? '') !== '';
}
