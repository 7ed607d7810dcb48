// The way out when no name fits: which filter to drop, and how many names there are then.

import { fetchNames } from './api.js';
import { button, el } from './dom.js';
import { inWords } from './filters.js';
import { count } from './words.js';

/** Buttons for the filters whose absence leaves names, the most names first; `drop` gets the filters that remain. */
export function whichToDrop(form, chosen, origin, drop) {
  const ways = el('div', { class: 'ways' }, button({ class: 'retry clear' }, 'Clear all filters', () => drop({})));
  if (!chosen.with) offer(ways, form, chosen, origin, drop);
  return ways;
}

async function offer(ways, form, chosen, origin, drop) {
  const answers = await Promise.all(Object.keys(chosen).map(async (name) => {
    const { [name]: dropped, ...rest } = chosen;
    const { names, pool } = await fetchNames({ n: 1, ...rest, ...origin }).catch(() => ({ names: [] }));
    return { name, dropped, rest, pool: names.length ? pool ?? 1 : 0 };
  }));
  const useful = answers.filter(({ pool }) => pool > 0).sort((one, other) => other.pool - one.pool);
  ways.prepend(...useful.map(({ name, dropped, rest, pool }) =>
    button({ class: 'retry', 'data-filter': name }, `Drop ${inWords(form, name, dropped)}: ${count(pool, 'name')}`, () => drop(rest))));
}
