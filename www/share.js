// A list as a link. Names of this site are sent by their numbers, which lead to their verdicts of today; other names, such as
// a visitor's own ideas, and notes stand behind the #, which a browser sends to no server.

import { cleanList } from './stars.js';

const START = '#names=';
const NOTES = '&notes=';
const LONGEST = 8000; // letters: what every browser and messenger takes
const MOST_IDS = 100;

const coded = (texts) => texts.map(encodeURIComponent).join(',');

/** Null when the names are too many for one link. */
export function linkTo(entries, { withNotes = false } = {}) {
  const ids = entries.map(({ id }) => id);
  if (!withNotes && ids.every(Boolean) && ids.length <= MOST_IDS) return `${location.origin}/?ids=${ids.join(',')}`;
  const notes = withNotes ? NOTES + coded(entries.map(({ note }) => note ?? '')) : '';
  const link = `${location.origin}/shortlist.html${START}${coded(entries.map(({ name }) => name))}${notes}`;
  return link.length > LONGEST ? null : link;
}

/** The names of a link: null when it is none, an empty list when it holds nothing that could be read. */
export function fromLink(hash) {
  if (!hash.startsWith(START)) return null;
  try {
    const [names, notes] = hash.slice(START.length, LONGEST).split(NOTES)
      .map((part) => part.split(',').map(decodeURIComponent));
    return cleanList(names.map((name, i) => ({ name, note: notes?.[i] })));
  } catch {
    return [];
  }
}
