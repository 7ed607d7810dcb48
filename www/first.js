// The names that came with the page: its rows are on screen before any module runs.

import { $ } from './dom.js';

/**
 * Takes from the page what /api/names would answer now, and the size of the corpus; null when the page has no names, or
 * those of another address.
 */
export function firstNames() {
  const data = $('first');
  if (!data || data.dataset.query !== location.search.slice(1)) return null;
  data.remove(); // the list consists of rows only from here on
  const { artists, small } = data.dataset;
  return { ...JSON.parse(data.textContent), ...(Number(artists) > 0 && { artists: Number(artists), corpus_is_small: small !== undefined }) };
}
