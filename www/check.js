// The box for a visitor's own idea: a verdict while typing. Only the answer to the newest text is ever shown.

import { $, button, debounce, el, foreign } from './dom.js';
import { checkName, inventNames } from './api.js';
import { beginningOf } from './invent.js';
import { failure, sentence, speak } from './notice.js';
import { starButton } from './star.js';
import { badge, neighbour } from './verdict.js';
import { comparedWith } from './words.js';

const TYPING_PAUSE_MS = 250;

export function startChecking() {
  const form = $('ask');
  const field = $('idea');
  const answer = $('answer');
  const explanation = answer.firstElementChild; // explains the verdicts until there is one
  let controller = null;
  let shown = null; // the text whose verdict is on screen

  async function check() {
    const text = field.value.trim();
    controller?.abort();
    controller = null;
    if (text === '') {
      show(explanation, null);
      return;
    }
    if (text === shown) {
      answer.removeAttribute('aria-busy'); // the text is again the one whose verdict is shown
      return;
    }
    const mine = new AbortController();
    controller = mine;
    try {
      const verdict = await checkName(text, mine.signal);
      if (controller !== mine) return;
      const variants = el('div', { class: 'variants' });
      show(result(verdict, text, variants), text);
      speak(aloud(verdict, text));
      await offerVariants(variants, text, mine);
    } catch (error) {
      if (controller === mine && error.name !== 'AbortError') show(failure(sentence(error), retry), null);
    }
  }

  function show(content, text) {
    shown = text;
    const hadFocus = answer.contains(document.activeElement);
    answer.removeAttribute('aria-busy');
    answer.replaceChildren(content);
    if (hadFocus) field.focus({ preventScroll: true });
  }

  /** Offers free names that begin like the idea. Without a result or after an error it shows nothing. */
  async function offerVariants(box, text, mine) {
    const prefix = beginningOf(text);
    if (!/^[a-z0-9]+$/i.test(prefix)) return; // the model may not know other letters
    const { names } = await inventNames({ prefix, n: 3 }, mine.signal).catch(() => ({ names: [] }));
    if (controller !== mine || names.length === 0) return;
    box.append(el('p', {}, 'Free, and begin like it:'), el('ul', { role: 'list' }, ...names.map((entry) => {
      const use = button({ class: 'link', 'aria-label': `Check ${entry.name}` }, foreign(entry.name), () => {
        field.value = entry.name;
        field.focus();
        checkSoon.now();
      });
      return el('li', {}, use, starButton(entry));
    })));
  }

  const retry = () => check();
  const checkSoon = debounce(check, TYPING_PAUSE_MS);

  field.addEventListener('input', () => {
    controller?.abort(); // that answer would be about an older text
    controller = null;
    // The verdict on screen is no longer about this text: it fades until the next one is here.
    if (field.value.trim() !== shown) answer.setAttribute('aria-busy', 'true');
    checkSoon();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    checkSoon.now();
  });

  if (field.value) check(); // a browser that restores forms has put a name back
}

function result(answer, text, variants) {
  const nearest = answer.nearest ?? [];
  return el('div', {},
    el('p', { class: 'asked' }, foreign(answer.name || text)),
    badge(answer.verdict),
    nearest.length
      ? el('ul', { role: 'list' }, ...nearest.map((artist) => el('li', {}, neighbour(artist))))
      : el('p', {}, answer.verdict === 'free' ? 'no near neighbour' : ''),
    answer.as_of ? el('p', { class: 'when' }, comparedWith(answer, answer.verdict)) : null,
    variants);
}

/** The verdict in one short sentence: hearing the whole box at every pause would be too much. */
function aloud(answer, text) {
  const { verdict, nearest } = answer;
  const nearby = nearest?.length ? neighbour(nearest[0]).textContent : '';
  return [`${text}: ${verdict}`, nearby, answer.corpus_is_small ? comparedWith(answer, verdict) : ''].filter(Boolean).join(', ');
}
