// Which addresses in a text may be clicked: https, to a host that the product lists as its own or as a known explorer.

export interface AllowedSites {
  readonly hosts: readonly string[];
  /** host/path, for code hosts where anybody may have an account. */
  readonly repositories: readonly string[];
}

export interface Link {
  readonly start: number;
  readonly length: number;
  readonly href: string;
}

// Ends at a space, a quote, CJK punctuation and everything a URL has to write in another way.
const CANDIDATE = /https:\/\/[^\s<>"'`{}|\\^\u3000-\u303f\uff00-\uffef“”‘’…]+/gi;
const TRAILING = /[.,;:!?)\]*_~]+$/;

export function findLinks(text: string, sites: AllowedSites): Link[] {
  const found: Link[] = [];
  for (const match of text.matchAll(CANDIDATE)) {
    const written = match[0].replace(TRAILING, '');
    const href = allowed(written, sites);
    if (href !== null) found.push({ start: match.index, length: written.length, href });
  }
  return found;
}

/** The address to open, or null. What is written must begin with the very host that would be opened. */
export function allowed(written: string, sites: AllowedSites): string | null {
  const url = URL.canParse(written) ? new URL(written) : null;
  if (!url || url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '') return null;
  const rest = written.slice('https://'.length).toLowerCase();
  if (!rest.startsWith(url.hostname) || !/^(?:$|[/?#])/.test(rest.slice(url.hostname.length))) return null;
  const listed = sites.hosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
  return listed || inRepository(url, sites.repositories) ? url.href : null;
}

function inRepository(url: URL, repositories: readonly string[]): boolean {
  const place = (url.hostname + url.pathname).toLowerCase();
  return repositories.some((known) => {
    const prefix = known.toLowerCase().replace(/\/$/, '');
    return place === prefix || place.startsWith(`${prefix}/`);
  });
}
