// Dealing names: one request at a time; the names on screen stay until better ones are here. The address holds the filters;
// the history holds the names, so that the way back shows them again.

import { $, button, debounce, el } from './dom.js';
import { fetchNames, inventNames } from './api.js';
import { openOver } from './cards.js';
import { learn } from './corpus.js';
import { whichToDrop } from './drop.js';
import { firstNames } from './first.js';
import { headline } from './headline.js';
import { lessOf, lessParameter, undoLess } from './less.js';
import { failure, sentence, speak } from './notice.js';
import { ROWS, showNames, showWaiting, takeOver } from './names.js';
import { offer } from './take.js';
import { count, number } from './words.js';
import * as filters from './filters.js';

const TYPING_PAUSE_MS = 300;
const TEXTS = ['with', 'starts', 'ends', 'contains', 'without'];

export function startDealing() {
  const form = $('filters');
  const list = $('names');
  const status = $('status');
  let running = null; // { controller, request } of the request under way
  let shown = null; // the stamp of the list on screen, as it is in the history
  let origin = filters.originOf(location.search); // { ids } or { like }
  let typedLast = ''; // the text field that the last address is of

  filters.showInForm(form, filters.fromQuery(location.search));
  $('own').disabled = false;

  function ask(chosen, signal) {
    if (origin.ids) return fetchNames(origin, signal);
    if (chosen.with) return inventNames({ n: ROWS, ...chosen }, signal);
    return fetchNames({ n: ROWS, ...chosen, ...origin, ...lessParameter() }, signal);
  }

  /** `leave` puts the new list behind the old one in the history; `toTop` shows its first row. */
  async function deal({ leave = false, spoken = true, toTop = false } = {}) {
    const chosen = filters.fromForm(form);
    const request = JSON.stringify([chosen, origin]);
    headline(chosen, origin);
    if (running?.request === request) return; // More, pressed again: the answer is on its way
    running?.controller.abort();
    const mine = { controller: new AbortController(), request };
    running = mine;
    list.setAttribute('aria-busy', 'true');
    try {
      const answer = await ask(chosen, mine.controller.signal);
      if (running !== mine) return;
      const { names, pool, as_of } = answer;
      remember({ names, pool, chosen, origin }, leave);
      show({ names, pool, chosen });
      learn({ as_of });
      if (spoken) speak(aloud(names));
      if (toTop) showFirst();
    } catch (error) {
      if (running === mine) showFailure(error, { leave, toTop });
    } finally {
      if (running === mine) {
        running = null;
        list.removeAttribute('aria-busy');
      }
    }
  }

  function remember(what, leave) {
    const stamp = `${performance.timeOrigin + performance.now()}`;
    const address = filters.addressOf(what.chosen, what.origin) + (leave ? '' : location.hash);
    const { again } = history.state ?? {}; // of again.js
    history[leave ? 'pushState' : 'replaceState']({ again, list: { ...what, stamp } }, '', address);
    shown = stamp;
  }

  function show({ names, pool, chosen }, put = showNames) {
    filters.markInvalid(form, null);
    put(list, names);
    performance.mark('names');
    offer(names);
    if (names.length === 0 && !origin.ids) list.replaceChildren(nothingFits(chosen));
    showStatus(el('p', {}, summary(names, pool)));
  }

  function showFailure(error, wanted) {
    filters.markInvalid(form, error.parameter);
    if (list.querySelector('.waiting')) showNames(list, []); // nothing is on its way any more
    const message = failure(sentence(error), () => deal(wanted));
    if (origin.ids || origin.like) message.append(button({ class: 'retry' }, 'Ten names instead', () => start({})));
    showStatus(message);
  }

  /** Replaces the message below the list. If a focused "Try again" disappears, More gets the focus. */
  function showStatus(content) {
    const hadFocus = status.contains(document.activeElement);
    status.replaceChildren(content);
    if (hadFocus) $('more').focus({ preventScroll: true });
  }

  function summary(names, pool) {
    if (origin.ids) return `A list of ${count(names.length, 'name')}.`;
    if (names.length === 0) return '';
    if (names.length < ROWS) return `Only ${count(names.length, 'name')} of this kind.`;
    return Number.isFinite(pool) ? `Drawn from ${number(pool)} names.` : 'Made up just now, each checked.';
  }

  function nothingFits(chosen) {
    const drop = (without) => {
      filters.showInForm(form, without);
      start(Object.keys(without).length ? origin : {});
      $('more').focus({ preventScroll: true });
    };
    return el('li', { class: 'none' }, el('p', {}, 'No name fits these filters.'), whichToDrop(form, chosen, origin, drop));
  }

  /** Other names than the address says: a new entry of the history. */
  function start(newOrigin) {
    origin = newOrigin;
    typedLast = '';
    deal({ leave: true });
  }

  /** After "More" the first row is at the top, unless all rows are in sight anyway. */
  function showFirst() {
    const { top, bottom } = list.getBoundingClientRect();
    if (top < 0 || bottom > document.querySelector('.bar').getBoundingClientRect().top + 1) list.scrollIntoView({ block: 'start' });
  }

  const more = () => {
    if (origin.ids) start({});
    else deal({ toTop: true });
  };
  const typed = debounce(({ name }) => {
    deal({ leave: typedLast !== name });
    typedLast = name;
  }, TYPING_PAUSE_MS);

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    typed.cancel();
    more();
  });
  form.addEventListener('input', ({ target }) => {
    if (origin.ids) origin = {};
    if (target.name === 'with') filters.showByWords(form);
    if (TEXTS.includes(target.name)) {
      typed(target);
      return;
    }
    typed.cancel();
    if (target.name === 'where' && !form.elements.with.value.trim()) return;
    filters.keepLengthsInOrder(form, target);
    typedLast = '';
    deal({ leave: true });
  });
  $('deck').addEventListener('click', () => {
    const names = [...history.state?.list?.names ?? []].filter(({ name }) => name);
    const nextNames = async () => (await ask(filters.fromForm(form))).names;
    openOver(async () => (await import('./deck.js')).makeDeck(names, nextNames));
  });
  $('unfold').addEventListener('click', () => {
    filters.unfold(form);
    form.elements.words.focus();
  });
  list.addEventListener('stagename:less', ({ detail, target }) => {
    const row = target.closest('.row');
    const next = (row.nextElementSibling ?? row.previousElementSibling)?.querySelector('.open');
    lessOf(detail.id);
    row.hidden = true;
    const undo = button({ class: 'retry' }, 'Undo', () => {
      undoLess(detail.id);
      row.hidden = false;
      showStatus(el('p', {}, ''));
      row.querySelector('.open').focus();
    });
    showStatus(el('div', { class: 'failure' }, el('p', {}, `Less like ${detail.name} from now on.`), undo));
    (next ?? $('more')).focus({ preventScroll: true });
    speak(`Less like ${detail.name} from now on`);
  });
  document.addEventListener('stagename:like', ({ detail }) => {
    filters.showInForm(form, {});
    start({ like: detail.ids.join(',') });
    list.scrollIntoView({ block: 'nearest' });
  });
  window.addEventListener('popstate', ({ state }) => {
    if (state?.card || state?.over || state?.list?.stamp === shown) return; // a card opens or closes over this list
    typed.cancel();
    origin = filters.originOf(location.search);
    filters.showInForm(form, filters.fromQuery(location.search));
    if (state?.list) restore(state.list);
    else deal();
  });
  onSpaceBar(list, more);

  function restore(what) {
    running?.controller.abort();
    running = null;
    list.removeAttribute('aria-busy');
    shown = what.stamp;
    headline(what.chosen, what.origin);
    show(what);
  }

  /** Nothing is read out on arrival: a screen reader reads the page anyway. */
  function arrive() {
    const { again, list: before } = history.state ?? {};
    const isWayBack = performance.getEntriesByType('navigation')[0]?.type === 'back_forward';
    const first = firstNames();
    if (before && (isWayBack || again)) {
      restore(before);
    } else if (first) {
      const { names, pool, as_of, artists, corpus_is_small } = first;
      const chosen = filters.fromForm(form);
      learn({ as_of, artists, corpus_is_small });
      headline(chosen, origin);
      remember({ names, pool, chosen, origin }, false);
      show({ names, pool, chosen }, takeOver);
    } else {
      showWaiting(list);
      deal({ spoken: false });
    }
  }

  arrive();
}

const aloud = (names) => (names.length === 0
  ? 'No name fits these filters.'
  : `${count(names.length, 'new name')}: ${names.map(({ name }) => name ?? 'withdrawn').join(', ')}`);

/** The space bar deals while the list is in sight, unless it has a meaning where the focus is. */
function onSpaceBar(list, more) {
  document.addEventListener('keydown', (event) => {
    if (event.key !== ' ' || event.repeat || event.defaultPrevented) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest?.('input, select, textarea, button, a, summary, dialog, [contenteditable]')) return;
    const { top, bottom } = list.getBoundingClientRect();
    if (bottom <= 0 || top >= window.innerHeight) return;
    event.preventDefault();
    more();
  });
}
