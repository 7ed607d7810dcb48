// Dealing names: one request at a time; the names on screen stay until better ones are here. Each list has an address of
// its own, with the seed that gives the same list again.

import { $, button, debounce, el } from './dom.js';
import { fetchNames, namesAddress } from './api.js';
import { passOn } from './copy.js';
import { failure, sentence, speak } from './notice.js';
import { ROWS, showNames } from './names.js';
import { count, number } from './words.js';
import * as filters from './filters.js';

const TYPING_PAUSE_MS = 300;
const TEXTS = ['starts', 'ends', 'contains'];

const seedInAddress = () => new URLSearchParams(location.search).get('seed') ?? '';

/** Starts dealing. onAsOf hears the date of the corpus with every answer. */
export function startDealing({ onAsOf }) {
  const form = $('filters');
  const list = $('names');
  const status = $('status');
  let running = null; // { controller, request } of the request under way
  let shown = location.search; // where the list on screen is

  filters.fillLengths(form);
  filters.showInForm(form, filters.fromQuery(location.search));

  /** A seed asks for a list that was shown before. `leave` puts the address of the new list behind that of the old one. */
  async function deal({ seed = '', leave = true, spoken = true } = {}) {
    const chosen = filters.fromForm(form);
    const request = JSON.stringify([chosen, seed]);
    if (running?.request === request) return; // More, pressed again: the answer is on its way
    running?.controller.abort();
    const mine = { controller: new AbortController(), request };
    running = mine;
    list.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetchNames({ n: ROWS, ...chosen, ...(seed && { seed }) }, mine.controller.signal);
      if (running !== mine) return;
      show(answer, chosen, spoken);
      remember(chosen, answer.seed, leave);
    } catch (error) {
      if (running === mine) showFailure(error, { seed, leave });
    } finally {
      if (running === mine) {
        running = null;
        list.removeAttribute('aria-busy');
      }
    }
  }

  function remember(chosen, seed, leave) {
    const address = filters.addressOf(chosen, seed) + (leave ? '' : location.hash);
    history[leave ? 'pushState' : 'replaceState'](null, '', address);
    shown = location.search;
  }

  function show(answer, chosen, spoken) {
    filters.markInvalid(form, null);
    showNames(list, answer.names);
    performance.mark('names');
    showStatus(summary(answer));
    offer(answer, chosen);
    if (answer.as_of) onAsOf(answer.as_of);
    if (spoken) speak(aloud(answer.names));
  }

  function showFailure(error, wanted) {
    filters.markInvalid(form, error.parameter);
    if (list.querySelector('.waiting')) showNames(list, []); // nothing is on its way any more
    showStatus(failure(sentence(error), () => deal(wanted)));
  }

  /** Replaces the message below the list. If a focused "Try again" disappears, More gets the focus. */
  function showStatus(content) {
    const hadFocus = status.contains(document.activeElement);
    status.replaceChildren(content);
    if (hadFocus) $('more').focus({ preventScroll: true });
  }

  function summary({ names, pool }) {
    if (names.length === 0) return nothingFits();
    if (names.length < ROWS) return el('p', {}, `Only ${count(names.length, 'name')} of this kind.`);
    return el('p', {}, Number.isFinite(pool) ? `Drawn from ${number(pool)} names.` : '');
  }

  /** Offers the list on screen for download. */
  function offer({ names, seed }, chosen) {
    $('take').hidden = names.length === 0;
    for (const [id, format] of [['as-text', 'txt'], ['as-csv', 'csv'], ['as-excel', 'excel']]) {
      $(id).href = namesAddress({ n: ROWS, ...chosen, seed, format });
    }
  }

  function nothingFits() {
    const clear = button({ class: 'retry' }, 'Clear filters', () => {
      filters.showInForm(form, {});
      deal();
    });
    return el('div', { class: 'failure' }, el('p', {}, 'No name fits these filters.'), clear);
  }

  const dealSoon = debounce(() => deal(), TYPING_PAUSE_MS);

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    dealSoon.now();
  });
  form.addEventListener('input', ({ target }) => {
    if (TEXTS.includes(target.name)) {
      dealSoon();
      return;
    }
    filters.keepLengthsInOrder(form, target);
    dealSoon.now();
  });
  $('unfold').addEventListener('click', () => {
    filters.unfold(form);
    form.elements.words.focus();
  });
  $('share').addEventListener('click', share);
  window.addEventListener('popstate', () => {
    if (location.search === shown) return; // only the fragment changed
    dealSoon.cancel();
    filters.showInForm(form, filters.fromQuery(location.search));
    deal({ seed: seedInAddress(), leave: false });
  });
  onSpaceBar(() => deal());

  // A screen reader reads the page when it loads, so the first list is not announced.
  deal({ seed: seedInAddress(), leave: false, spoken: false });
}

/** Shares the address, which contains the seed and filters of the list. */
async function share() {
  const text = await passOn(document.title, location.href.split('#')[0]);
  if (!text) return;
  $('share').textContent = text;
  speak(text);
  setTimeout(() => { $('share').textContent = 'Share this list'; }, 2000);
}

const aloud = (names) => (names.length === 0
  ? 'No name fits these filters.'
  : `${count(names.length, 'new name')}: ${names.map(({ name }) => name).join(', ')}`);

/** The space bar deals, unless it has a meaning where the focus is. */
function onSpaceBar(deal) {
  document.addEventListener('keydown', (event) => {
    if (event.key !== ' ' || event.repeat || event.defaultPrevented) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest?.('input, select, textarea, button, a, summary, dialog, [contenteditable]')) return;
    event.preventDefault();
    deal();
  });
}
