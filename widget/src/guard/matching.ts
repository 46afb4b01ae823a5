// Regular expressions used with places: every pattern handed in has the flag `g`, or `y` for `matchAt`.

/** All matches between two places; what stands before `from` is seen by look-behind, what follows `to` by nothing. */
export function* every(pattern: RegExp, text: string, from = 0, to = text.length): Generator<RegExpExecArray> {
  const within = to < text.length ? text.slice(0, to) : text;
  let at = from;
  while (at <= within.length) {
    pattern.lastIndex = at;
    const hit = pattern.exec(within);
    if (!hit) return;
    at = hit.index + (hit[0].length || 1);
    yield hit;
  }
}

export function search(pattern: RegExp, text: string, from = 0, to = text.length): RegExpExecArray | null {
  for (const hit of every(pattern, text, from, to)) return hit;
  return null;
}

export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

export function endOf(hit: RegExpExecArray): number {
  return hit.index + hit[0].length;
}

/** Where a group stands; the pattern must have the flag `d` and the group must have matched. */
export function placeOf(hit: RegExpExecArray, group: number | string): [number, number] {
  const place = typeof group === 'number' ? hit.indices?.[group] : hit.indices?.groups?.[group];
  return place ?? [hit.index, endOf(hit)];
}
