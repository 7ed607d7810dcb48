// The box for a visitor's own idea: a verdict while typing. Only the answer to the newest text is ever shown.

import { $, debounce, el } from './dom.js';
import { checkName } from './api.js';
import { corpus, learn } from './corpus.js';
import { searchLinks } from './kit.js';
import { nameButton } from './names.js';
import { failure, sentence, speak } from './notice.js';
import { starButton } from './star.js';
import { variantsOf } from './variants.js';
import { badge, neighbour, word } from './verdict.js';
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
      const { artists, as_of, corpus_is_small } = verdict;
      learn({ artists, as_of, corpus_is_small });
      const variants = el('div', { class: 'variants' });
      show(result(verdict, text, variants), text);
      speak(aloud(verdict, text));
      if (verdict.nearest?.length) await offerVariants(variants, verdict, text, mine);
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

  /** What the model can't make is no trouble worth a sentence. */
  async function offerVariants(box, verdict, text, mine) {
    const names = await variantsOf(text, verdict.nearest ?? [], mine.signal).catch(() => []);
    if (controller !== mine || names.length === 0) return;
    box.append(el('p', {}, 'Your idea, farther from that:'), el('ul', { role: 'list' },
      ...names.map((entry) => el('li', {}, nameButton(entry), badge(entry.verdict), starButton(entry)))));
  }

  const retry = () => check();
  const checkSoon = debounce(check, TYPING_PAUSE_MS);

  field.addEventListener('input', () => {
    answer.classList.add('used'); // as tall as a verdict before it comes, so that nothing moves then
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

/** The idea with its verdict: it has a star and a card like any other name. */
function result(answer, text, variants) {
  const { verdict } = answer;
  const nearest = answer.nearest ?? [];
  const entry = { name: answer.name || text, verdict, nearest };
  return el('div', {},
    el('div', { class: 'asked' }, el('p', {}, nameButton(entry)), starButton(entry)),
    badge(verdict, { isLong: true }),
    nearest.length
      ? el('ul', { role: 'list' }, ...nearest.map((artist) => el('li', {}, neighbour(artist))))
      : null,
    el('p', { class: 'when' }, comparedWith(corpus, verdict)),
    corpus.corpus_is_small && verdict !== 'taken' ? searchLinks(entry.name) : null,
    variants);
}

/** The verdict in one short sentence: hearing the whole box at every pause would be too much. */
function aloud({ verdict, nearest }, text) {
  const nearby = nearest?.length ? neighbour(nearest[0]).textContent : '';
  return [`${text}: ${word(verdict, true).toLowerCase()}`, nearby].filter(Boolean).join(', ');
}
