// The set list: rows of names.

import { button, el } from './dom.js';
import { openCard } from './cards.js';
import { copyButton } from './copy.js';
import { starButton } from './star.js';
import { badge, neighbour } from './verdict.js';
import { forWhom } from './words.js';

export const ROWS = 10;

/** Shows these names and nothing else. */
export function showNames(list, names) {
  list.replaceChildren(...names.map(row));
}

/** Makes rows of the server ours. Their names stay on screen all the time, so nothing moves and nothing fades in again. */
export function takeOver(list, names) {
  const rows = list.querySelectorAll('.row');
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

/** A row of a list. A tap anywhere in it opens the card of the name: style.css lays the name's button over the row. */
function row(entry) {
  if (entry.withdrawn) return el('li', { class: 'row withdrawn' }, el('p', { class: 'verdict' }, 'This name was withdrawn.'));
  return el('li', { class: 'row' },
    el('p', { class: 'name', dir: 'auto', 'data-size': size(entry.name) }, nameButton(entry)),
    el('p', { class: 'verdict' }, badge(entry.verdict), why(entry)),
    el('p', { class: 'style' }, forWhom(entry)),
    el('div', { class: 'tools' }, copyButton(entry.name), starButton(entry), lessButton(entry)));
}

export const nameButton = (entry) => button({ class: 'open', 'aria-haspopup': 'dialog' }, entry.name, () => openCard(entry));

/** The nearest artist, where there is one. */
export const why = ({ nearest }) => (nearest?.length ? el('span', {}, ' ', neighbour(nearest[0])) : '');

/** Only names of the database can be compared with others. */
function lessButton(entry) {
  if (!entry.id) return '';
  return button({ class: 'tool less', 'aria-label': `Less like ${entry.name}`, title: 'Less like this' }, '×', ({ target }) => {
    target.dispatchEvent(new CustomEvent('stagename:less', { bubbles: true, detail: entry }));
  });
}

const SIZES = [8, 12, 16, 20, 24, 32, 48, 64];

/** How much room a name takes, in letters: style.css makes the letters as large as the row allows. */
export function size(name) {
  const width = [...name].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 1.7 : 1), 0); // kana, kanji, hangul: wide
  return SIZES.find((most) => width <= most) ?? 99;
}
