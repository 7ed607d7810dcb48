// A handle kit: what a name may look like where a handle is needed, and where to look. Links only: whether a handle is free
// is for the visitor to see, we ask nobody.

import { el } from './dom.js';

const MARKS = /\p{M}/gu;

/** The letters and digits of a name that a handle can have. */
function base(name) {
  return name.normalize('NFKD').replace(MARKS, '').replace(/ø/gi, 'o').replace(/ß/g, 'ss').replace(/æ/gi, 'ae')
    .replace(/&/g, 'and').toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Handles in the order of preference; none for a name without Latin letters. */
export function handles(name) {
  const plain = base(name);
  if (plain === '') return [];
  const words = name.split(/\s+/).map(base).filter(Boolean);
  return [...new Set([plain, words.join('_'), `${plain}music`, `${plain}official`, plain.startsWith('dj') ? `${plain}sets` : `dj${plain}`])]
    .filter((handle) => handle.length <= 30);
}

/** Where musicians publish, and a register of domains, asked for a name: [{ where, href }]. */
export function places(name) {
  const q = encodeURIComponent(name);
  const handle = base(name);
  const searches = [
    ['Spotify', `https://open.spotify.com/search/${q}/artists`],
    ['Apple Music', `https://music.apple.com/search?term=${q}`],
    ['SoundCloud', `https://soundcloud.com/search/people?q=${q}`],
    ['Bandcamp', `https://bandcamp.com/search?item_type=b&q=${q}`],
    ['YouTube', `https://www.youtube.com/results?search_query=${q}`],
    ['Discogs', `https://www.discogs.com/search/?type=artist&q=${q}`],
    ['MusicBrainz', `https://musicbrainz.org/search?type=artist&query=${q}`],
  ];
  if (/^.{2,63}$/.test(handle)) searches.push([`${handle}.com`, `https://lookup.icann.org/en/lookup?name=${handle}.com`]);
  return searches.map(([where, href]) => ({ where, href }));
}

/** "Search for it on Spotify, …": links that only the visitor opens. */
export function searchLinks(name) {
  return el('p', { class: 'search' }, 'Search for it on ', ...places(name).flatMap(({ where, href }, i) => [i ? ', ' : '',
    el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, where)]), '.');
}
