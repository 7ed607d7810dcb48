// The set list: rows of names.

import { button, el } from './dom.js';
import { badge, neighbour } from './verdict.js';
import { copyButton } from './copy.js';
import { starButton } from './star.js';
import { forWhom } from './words.js';

export const ROWS = 10;

/** Shows these names and nothing else; empty rows keep the list's height, so that nothing below it moves. */
export function showNames(list, names) {
  const blanks = Array.from({ length: Math.max(0, ROWS - names.length) }, blank);
  list.replaceChildren(...names.map(row), ...blanks);
}

const blank = () => el('li', { class: 'row blank', 'aria-hidden': 'true' });

function row(entry) {
  return el('li', { class: 'row' },
    el('p', { class: 'name', dir: 'auto', 'data-size': size(entry.name) }, nameButton(entry)),
    el('p', { class: 'verdict' }, badge(entry.verdict), ' ', why(entry)),
    el('p', { class: 'style' }, forWhom(entry)),
    el('div', { class: 'tools' }, copyButton(entry.name), starButton(entry)));
}

/** The name itself opens its card, which is loaded when the first one is asked for. */
export function nameButton(entry) {
  return button({ class: 'open', 'aria-haspopup': 'dialog' }, entry.name,
    async () => (await import('./card.js')).openCard(entry));
}

function why({ verdict, nearest }) {
  if (nearest?.length) return neighbour(nearest[0]);
  return el('span', { class: 'neighbour' }, verdict === 'free' ? 'no near neighbour' : '');
}

/** Long names are set smaller, so that they take two lines of a row and not five. */
function size(name) {
  const width = [...name].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 2 : 1), 0); // kana, kanji, hangul: wide
  if (width > 34) return 'small';
  return width > 16 ? 'middle' : 'large';
}
