// Shows a verdict as a word, a colour and a shape, so that each alone is enough.

import { corpus, onCorpus } from './corpus.js';
import { el, foreign } from './dom.js';
import { count, country } from './words.js';

const WORDS = { free: 'Free', close: 'Close', taken: 'Taken', withdrawn: 'Withdrawn here' };

// 20 × 20, the sign cut out of the shape: a round tick, a triangle, a square cross, a diamond with a bar.
const SHAPES = {
  free: 'M10 0a10 10 0 1 0 0 20 10 10 0 0 0 0-20ZM8.6 14.9 4 10.3l1.8-1.8 2.8 2.8 5.6-5.6L16 7.5Z',
  close: 'M10 .8 20 18.6H0ZM8.8 7h2.4v5.6H8.8Zm0 7h2.4v2.4H8.8Z',
  taken: 'M1 1h18v18H1ZM6.5 4.8 4.8 6.5 8.3 10l-3.5 3.5 1.7 1.7 3.5-3.5 3.5 3.5 1.7-1.7-3.5-3.5 3.5-3.5-1.7-1.7L10 8.3Z',
  withdrawn: 'M10 0 20 10 10 20 0 10ZM5.5 8.8v2.4h9V8.8Z',
};

/** The badge: shape and word. The colour comes from style.css through data-verdict. `isLong` says how large a small list is. */
export function badge(verdict, { isLong = false } = {}) {
  const known = Object.hasOwn(WORDS, verdict);
  return el('strong', { class: 'badge', 'data-verdict': known ? verdict : null },
    known ? shape(verdict) : null,
    el('span', { class: 'word', ...(isLong && { 'data-long': '' }) }, word(verdict, isLong)));
}

/** The verdict in a word or a few: a small list is no reason to call a name free. */
export function word(verdict, isLong = false) {
  if (verdict !== 'free' || !corpus.corpus_is_small) return WORDS[verdict] ?? String(verdict);
  return isLong && Number.isFinite(corpus.artists) ? `Not in our list of ${count(corpus.artists, 'artist')}` : 'Not in our list';
}

/** Begins keeping the words on the page in line with what is known of the corpus. */
export function startVerdicts() {
  for (const term of document.querySelectorAll('dt[data-verdict]')) term.prepend(shape(term.dataset.verdict));
  onCorpus(() => {
    for (const free of document.querySelectorAll('[data-verdict="free"] .word')) free.textContent = word('free', 'long' in free.dataset);
  });
}

export function shape(verdict) {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(ns, 'path');
  path.setAttribute('d', SHAPES[verdict]);
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  return svg;
}

/** One artist: how near, who, from where. */
export function neighbour(artist) {
  return el('span', { class: 'neighbour' },
    `${nearness(artist)} `,
    ...whom(artist),
    artist.country ? `, ${country(artist.country)}` : null);
}

/** The artist, and its other name if that is the one that is near. */
function whom(artist) {
  const { alias, alias_type: type } = artist;
  if (!alias) return [artistName(artist)];
  if (type === 'legal name') return [foreign(alias), ', legal name of ', artistName(artist)];
  return [artistName(artist), type === 'search hint' ? ', often searched as ' : ', also known as ', foreign(alias)];
}

const COUNTED = { 2: 'two', 3: 'three' };

function nearness({ reason, distance }) {
  if (reason === 'same') return 'same name as';
  if (reason === 'sound') return 'sounds like';
  if (reason === 'look') return 'looks like';
  if (reason === 'words') return 'same words as';
  if (reason === 'spelling' && distance > 0) {
    return distance === 1 ? 'one letter from' : `${COUNTED[distance] ?? distance} letters from`;
  }
  return 'near';
}

/** With a MusicBrainz id a link the visitor may open; the id is checked, as it becomes part of an address. */
function artistName({ name, mbid }) {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(mbid ?? '')) return foreign(name);
  return el('a', {
    href: `https://musicbrainz.org/artist/${mbid}`,
    rel: 'noopener noreferrer',
    title: 'Open on musicbrainz.org',
  }, foreign(name));
}
