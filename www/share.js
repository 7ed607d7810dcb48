// A shortlist as a link: the names stand behind the #, which a browser sends to no server.

import { cleanList } from './stars.js';

const START = '#names=';
const LONGEST = 8000; // letters: what every browser and messenger takes

/** Null when the names are too many for one link. */
export function linkTo(entries) {
  const link = `${location.origin}/shortlist.html${START}${entries.map(({ name }) => encodeURIComponent(name)).join(',')}`;
  return link.length > LONGEST ? null : link;
}

/** The names of a link: null when it is none, an empty list when it holds nothing that could be read. */
export function fromLink(hash) {
  if (!hash.startsWith(START)) return null;
  try {
    return cleanList(hash.slice(START.length, LONGEST).split(',').map((name) => ({ name: decodeURIComponent(name) })));
  } catch {
    return [];
  }
}
