// Dealing names: one request at a time; the names on screen stay until better ones are here.

import { $, debounce, el } from './dom.js';
import { fetchNames } from './api.js';
import { failure, speak } from './notice.js';
import { ROWS, showNames } from './names.js';
import { count, number } from './words.js';
import * as filters from './filters.js';

const TYPING_PAUSE_MS = 300;

/** Starts dealing. onAsOf hears the date of the corpus with every answer. */
export function startDealing({ onAsOf }) {
  const form = $('filters');
  const list = $('names');
  const told = $('told');
  let running = null; // { controller, wish } of the request under way

  filters.fillLengths(form);
  filters.showInForm(form, filters.fromQuery(location.search));

  async function deal({ spoken = true } = {}) {
    const chosen = filters.fromForm(form);
    const wish = JSON.stringify(chosen);
    if (running?.wish === wish) return; // More, pressed again: the answer is on its way
    running?.controller.abort();
    const mine = { controller: new AbortController(), wish };
    running = mine;
    list.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetchNames(chosen, mine.controller.signal);
      if (running !== mine) return;
      show(answer, chosen, spoken);
    } catch (error) {
      if (running === mine) showFailure(error);
    } finally {
      if (running === mine) {
        running = null;
        list.removeAttribute('aria-busy');
      }
    }
  }

  function show(answer, chosen, spoken) {
    filters.markInvalid(form, null);
    showNames(list, answer.names);
    tell(summary(answer, chosen));
    if (answer.as_of) onAsOf(answer.as_of);
    if (spoken) speak(aloud(answer.names));
  }

  function showFailure(error) {
    if (error.name !== 'ApiError') console.error(error); // a bug of ours: the visitor gets a sentence, we the trace
    const sentence = error.name === 'ApiError' ? error : { message: 'Something went wrong on this page.', retryAfter: 0 };
    filters.markInvalid(form, error.parameter);
    if (list.querySelector('.waiting')) showNames(list, []); // nothing is on its way any more
    tell(failure(sentence, () => deal()));
  }

  /** Replaces what is told below the list. A focused "Try again" that goes hands the focus to More. */
  function tell(content) {
    const hadFocus = told.contains(document.activeElement);
    told.replaceChildren(content);
    if (hadFocus) $('more').focus({ preventScroll: true });
  }

  function summary({ names, pool }, chosen) {
    if (names.length === 0) return nothingFits();
    if (names.length < ROWS) return el('p', {}, `Only ${count(names.length, 'name')} of this kind.`);
    return el('p', {}, Number.isFinite(pool) ? `Drawn from ${number(pool)} names.` : '');
  }

  function nothingFits() {
    const button = el('button', { class: 'retry', type: 'button' }, 'Clear filters');
    button.addEventListener('click', () => {
      filters.showInForm(form, {});
      refilter();
    });
    return el('div', { class: 'failure' }, el('p', {}, 'No name fits these filters.'), button);
  }

  function refilter() {
    filters.rememberInAddress(filters.fromForm(form));
    deal();
  }

  const refilterSoon = debounce(refilter, TYPING_PAUSE_MS);

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    refilterSoon.now();
  });
  form.addEventListener('input', ({ target }) => {
    if (target.name === 'starts') {
      refilterSoon();
      return;
    }
    filters.keepLengthsInOrder(form, target);
    refilterSoon.now();
  });
  onSpaceBar(() => deal());

  deal({ spoken: false }); // on arrival a screen reader reads the page anyway
}

const aloud = (names) => (names.length === 0
  ? 'No name fits these filters.'
  : `${count(names.length, 'new name')}: ${names.map(({ name }) => name).join(', ')}`);

/** The space bar deals, unless it has a meaning where the focus is. */
function onSpaceBar(deal) {
  document.addEventListener('keydown', (event) => {
    if (event.key !== ' ' || event.repeat || event.defaultPrevented) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest?.('input, select, textarea, button, a, summary, [contenteditable]')) return;
    event.preventDefault();
    deal();
  });
}
