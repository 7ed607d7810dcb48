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

/** Makes rows of the server ours. Their names stay on screen all the time, so nothing moves and nothing fades in again. */
export function takeOver(list, names) {
  const rows = list.querySelectorAll('.row:not(.blank)');
  if (rows.length !== names.length) {
    showNames(list, names);
    return;
  }
  names.forEach((entry, i) => {
    const parts = [...row(entry).children];
    const at = parts.findIndex((part) => part.matches('.name'));
    const name = rows[i].querySelector('.name');
    const hadFocus = name.contains(document.activeElement);
    for (const part of [...rows[i].children]) if (part !== name) part.remove();
    name.replaceChildren(...parts[at].childNodes);
    name.before(...parts.slice(0, at));
    name.after(...parts.slice(at + 1));
    if (hadFocus) name.querySelector('.open')?.focus({ preventScroll: true });
  });
}

/** Empty rows with bars: names are on their way. */
export function showWaiting(list) {
  list.replaceChildren(...Array.from({ length: ROWS }, () => el('li', { class: 'row waiting', 'aria-hidden': 'true' })));
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
