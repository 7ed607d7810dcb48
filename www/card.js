// A name's card: the name large, its verdict with the neighbours, what can be done with it, its handles and where to look
// for it, and its posters.

import { $, button, el, foreign } from './dom.js';
import { closeCard, linkToName } from './cards.js';
import { copyButton, passOn } from './copy.js';
import { corpus } from './corpus.js';
import { handles, searchLinks } from './kit.js';
import { speak, spokenRegion } from './notice.js';
import { posterPart } from './poster.js';
import { reportControl } from './report.js';
import { sayButton } from './speech.js';
import { starButton } from './star.js';
import { badge, neighbour } from './verdict.js';
import { comparedWith } from './words.js';

/** Shows the card of a name and returns its dialog. Esc, Close or a tap beside it closes; the focus goes back to where it was. */
export function makeCard(entry) {
  const close = button({ class: 'tool close', 'aria-label': 'Close' }, '×', () => closeCard());
  const card = el('dialog', { class: 'card', 'aria-labelledby': 'card-name' },
    el('header', {}, el('h2', { id: 'card-name', dir: 'auto' }, entry.name), close),
    el('div', { class: 'card-body' }, ...cardParts(entry, 'h3', endPart(entry))),
    spokenRegion());
  card.addEventListener('click', (event) => { if (event.target === card) closeCard(); });
  card.addEventListener('close', () => card.remove());
  document.body.append(card);
  card.showModal();
  return card;
}

/** What is known of a name and can be done with it, and its posters: the two columns of a card. */
export const cardParts = (entry, heading, end = []) => [
  el('div', {}, verdictPart(entry), toolPart(entry), kitPart(entry.name, heading), ...end), posterPart(entry)];

function verdictPart({ verdict, nearest }) {
  if (!verdict) return el('p', {});
  return el('div', { class: 'card-verdict' }, badge(verdict, { isLong: true }),
    nearest?.length
      ? el('ul', { role: 'list' }, ...nearest.map((artist) => el('li', {}, neighbour(artist))))
      : el('p', { class: 'neighbour' }, verdict === 'free' ? 'no near neighbour in our corpus' : ''),
    el('p', { class: 'when' }, comparedWith(corpus, verdict)));
}

function toolPart(entry) {
  const share = button({ class: 'tool' }, 'Share', async () => {
    const text = await passOn(entry.name, linkToName(entry));
    if (!text) return;
    share.textContent = text;
    speak(text);
  });
  const tools = [copyButton(entry.name), starButton(entry), sayButton(entry.name), share];
  if (entry.id && $('names')) {
    tools.push(button({ class: 'tool' }, 'More like this', () => closeCard(() => {
      document.dispatchEvent(new CustomEvent('stagename:like', { detail: { ids: [entry.id] } }));
    })));
  } else if (entry.id) {
    tools.push(el('a', { class: 'tool', href: `/?like=${entry.id}` }, 'More like this'));
  }
  return el('div', { class: 'tools' }, ...tools.filter(Boolean));
}

function kitPart(name, heading) {
  const found = handles(name);
  return el('section', { class: 'kit' },
    el(heading, {}, 'Search'),
    searchLinks(name),
    el('p', { class: 'hint' }, 'We send nothing to these places: each link opens another site where you can look.'),
    el(heading, {}, 'Handles'),
    found.length
      ? el('ul', { role: 'list' }, ...found.map((handle) => el('li', {}, el('code', {}, handle), ' ', copyButton(handle))))
      : el('p', {}, 'A handle is made of Latin letters and digits, and this name has none.'),
    el('p', { class: 'hint' }, 'We don’t know whether a handle is free.'));
}

function endPart(entry) {
  if (!entry.id) return [];
  return [el('p', {}, el('a', { href: `/n/${entry.id}` }, 'The page of ', foreign(entry.name))), reportControl(entry)];
}
