// Data that came with the page: names are on screen before any module runs.

import { $ } from './dom.js';

/**
 * Takes from the page what /api/names would answer now, and the size of the corpus; null when the page has no names, or
 * those of another address.
 */
export function firstNames() {
  const data = $('first');
  if (!data || data.dataset.query !== location.search.slice(1)) return null;
  data.remove(); // the list consists of rows only from here on
  return dataOf(data);
}

/** What a script element of the server holds: an answer of the API, with the size of the corpus if that is known. */
export function dataOf({ textContent, dataset: { artists, small } }) {
  return { ...JSON.parse(textContent), ...(Number(artists) > 0 && { artists: Number(artists), corpus_is_small: small !== undefined }) };
}
