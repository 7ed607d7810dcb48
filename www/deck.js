// A deck for phones: one name at a time, as large as the window, to keep, to pass and to hear.

import { button, el } from './dom.js';
import { closeCard } from './cards.js';
import { failure, sentence, speak, spokenRegion } from './notice.js';
import { size, why } from './names.js';
import { sayButton } from './speech.js';
import { isStarred, star } from './stars.js';
import { badge } from './verdict.js';
import { forWhom } from './words.js';

/** Shows the deck with these names and returns its dialog. When they are through, `nextNames` gets others. */
export function makeDeck(names, nextNames) {
  const waiting = [...names];
  const face = el('div', { class: 'deck-face' });
  const tools = el('div', { class: 'deck-tools' });
  const deck = el('dialog', { class: 'deck', 'aria-label': 'Names, one by one' },
    button({ class: 'tool close', 'aria-label': 'Close' }, '×', () => closeCard()), face, tools, spokenRegion());
  let isAsking = false;

  async function next() {
    if (waiting.length === 0) await refill();
    const entry = waiting.shift();
    if (!entry) return;
    const pass = button({ class: 'deck-pass' }, 'Pass', next);
    const keep = button({ class: 'deck-keep' }, isStarred(entry.name) ? 'Kept' : 'Keep', () => {
      speak(star(entry) ? `${entry.name} is on your shortlist` : 'Your shortlist is full');
      next();
    });
    const focused = tools.contains(document.activeElement) ? document.activeElement.className : 'deck-keep';
    face.replaceChildren(el('h2', { class: 'name', dir: 'auto', 'data-size': size(entry.name) }, entry.name),
      el('p', { class: 'verdict' }, badge(entry.verdict), why(entry)), el('p', { class: 'neighbour' }, forWhom(entry)));
    tools.replaceChildren(pass, sayButton(entry.name) ?? '', keep);
    (tools.querySelector(`.${focused.split(' ').at(-1)}`) ?? keep).focus();
  }

  async function refill() {
    if (isAsking) return;
    isAsking = true;
    face.setAttribute('aria-busy', 'true');
    try {
      waiting.push(...(await nextNames()).filter(({ name }) => name));
      if (waiting.length === 0) face.replaceChildren(el('p', {}, 'No more names fit these filters.'));
    } catch (error) {
      face.replaceChildren(failure(sentence(error), next));
    }
    face.removeAttribute('aria-busy');
    isAsking = false;
  }

  deck.addEventListener('close', () => deck.remove());
  document.body.append(deck);
  deck.showModal();
  next();
  return deck;
}
