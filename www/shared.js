// A list that somebody sent, on the shortlist page: its names get their verdicts, and can be put on the visitor's own list.

import { $, button, el } from './dom.js';
import { checkNames } from './api.js';
import { fromLink } from './share.js';
import { star } from './stars.js';
import { badge, neighbour } from './verdict.js';
import { count } from './words.js';

/** `onKept` hears how many names were put on the list, and how many did not fit. */
export function startShared(onKept) {
  let newest = null; // the names of the link on screen

  async function show() {
    const names = fromLink(location.hash);
    newest = names;
    if (!names) {
      $('shared').replaceChildren();
      return;
    }
    if (names.length === 0) {
      $('shared').replaceChildren(el('p', { class: 'noscript' }, 'This link holds no names that could be read. It may have been cut.'));
      return;
    }
    draw(names);
    try {
      const { results } = await checkNames(names.map(({ name }) => name));
      if (newest !== names) return;
      results.forEach(({ verdict, nearest }, i) => Object.assign(names[i], { verdict, nearest }));
      draw(names);
    } catch {
      // The names are there all the same; "Check again" on the shortlist says what is wrong.
    }
  }

  function draw(names) {
    const keep = button({ class: 'tool' }, 'Put them on my shortlist', () => {
      const full = names.filter((entry) => !star(entry)).length;
      history.replaceState(null, '', location.pathname);
      show();
      onKept(names.length, full);
    });
    const hadFocus = $('shared').contains(document.activeElement);
    $('shared').replaceChildren(el('section', { class: 'shared', 'aria-label': 'A shared list' },
      el('h2', {}, `Somebody shared ${count(names.length, 'name')} with you.`),
      el('ul', { role: 'list' }, ...names.map(item)), keep));
    if (hadFocus) keep.focus();
  }

  window.addEventListener('hashchange', show);
  show();
}

function item({ name, verdict, nearest, note }) {
  return el('li', {}, el('bdi', { class: 'shared-name' }, name),
    verdict ? el('span', { class: 'verdict' }, ' ', badge(verdict), nearest?.length ? ' ' : '', nearest?.length ? neighbour(nearest[0]) : '') : '',
    note ? el('span', { class: 'shared-note' }, ' ', note) : '');
}
