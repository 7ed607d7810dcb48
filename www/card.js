// A name's card: the name large, as a poster to save, said aloud, with its neighbours, its handles and where to look for them.

import { $, button, el, foreign } from './dom.js';
import { fetchAbout } from './api.js';
import { copyButton } from './copy.js';
import { handles, places } from './kit.js';
import { drawPoster, looks, toPng, toText } from './poster.js';
import { reportControl } from './report.js';
import { fileName, save } from './save.js';
import { sayButton } from './speech.js';
import { starButton } from './star.js';
import { badge, neighbour } from './verdict.js';
import { comparedWith } from './words.js';

/** Opens the card of a name. Esc, Close or a tap beside it closes; the focus goes back to where it was. */
export function openCard(entry) {
  const close = button({ class: 'tool close', 'aria-label': 'Close' }, '×', () => card.close());
  const card = el('dialog', { class: 'card', 'aria-labelledby': 'card-name' },
    el('header', {}, el('h2', { id: 'card-name', dir: 'auto' }, entry.name), close),
    el('div', { class: 'card-body' }, posterPart(entry.name), el('div', {}, verdictPart(entry), toolPart(entry), kitPart(entry.name), ...endPart(entry))));
  card.addEventListener('click', (event) => { if (event.target === card) card.close(); });
  card.addEventListener('close', () => card.remove());
  document.body.append(card);
  card.showModal();
  card.querySelector('[name="look"]:checked').dispatchEvent(new Event('change', { bubbles: true }));
}

function posterPart(name) {
  const poster = el('div', { class: 'poster' });
  let svg = null;
  const choices = looks.map((look, i) => el('label', {},
    el('input', { type: 'radio', name: 'look', value: look, ...(i === 0 && { checked: '' }) }), ` ${look}`));
  const fieldset = el('fieldset', { class: 'looks' }, el('legend', { class: 'unseen' }, 'Look'), ...choices);
  fieldset.addEventListener('change', ({ target }) => { svg = drawPoster(poster, name, target.value); });
  const png = button({ class: 'tool' }, 'Save as PNG', async () => save(fileName(name, 'png'), await toPng(svg)));
  const vector = button({ class: 'tool' }, 'Save as SVG',
    () => save(fileName(name, 'svg'), new Blob([toText(svg)], { type: 'image/svg+xml' })));
  return el('div', {}, poster, fieldset, el('div', { class: 'tools' }, png, vector));
}

function verdictPart({ verdict, nearest }) {
  if (!verdict) return el('p', {});
  const when = el('p', { class: 'when' });
  fetchAbout().then((about) => { when.textContent = comparedWith(about, verdict); }, () => {}); // the card works without it
  return el('div', { class: 'card-verdict' }, badge(verdict),
    nearest?.length
      ? el('ul', { role: 'list' }, ...nearest.map((artist) => el('li', {}, neighbour(artist))))
      : el('p', { class: 'neighbour' }, verdict === 'free' ? 'no near neighbour in our corpus' : ''),
    when);
}

function toolPart(entry) {
  const tools = [copyButton(entry.name), starButton(entry), sayButton(entry.name)];
  if ($('invent')) {
    tools.push(button({ class: 'tool' }, 'More like this', ({ target }) => {
      target.closest('dialog').close();
      document.dispatchEvent(new CustomEvent('stagename:more-like', { detail: { name: entry.name } }));
    }));
  }
  return el('div', { class: 'tools' }, ...tools.filter(Boolean));
}

function kitPart(name) {
  const found = handles(name);
  return el('section', { class: 'kit' },
    el('h3', {}, 'Handles'),
    found.length
      ? el('ul', { role: 'list' }, ...found.map((handle) => el('li', {}, el('code', {}, handle), ' ', copyButton(handle))))
      : el('p', {}, 'A handle is made of Latin letters and digits, and this name has none.'),
    el('p', {}, 'Look for the name on ', ...places(name).flatMap(({ where, href }, i) => [i ? ', ' : '',
      el('a', { href, target: '_blank', rel: 'noopener noreferrer' }, where)]), '.'),
    el('p', { class: 'hint' }, 'We don’t know whether a handle is free: each link opens another site that can tell you.'));
}

function endPart(entry) {
  if (!entry.id) return [];
  return [el('p', {}, el('a', { href: `/n/${entry.id}` }, 'The page of ', foreign(entry.name))), reportControl(entry)];
}
