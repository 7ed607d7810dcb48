// The shortlist page.

import { $, button, el, foreign } from './dom.js';
import { checkNames } from './api.js';
import { startCards } from './cards.js';
import { copy, passOn } from './copy.js';
import { learnAll } from './corpus.js';
import { asText, saveList } from './files.js';
import { handles } from './kit.js';
import { nameButton, size, why } from './names.js';
import { sentence, speak } from './notice.js';
import './offline.js';
import { linkTo } from './share.js';
import { startShared } from './shared.js';
import { sayButton } from './speech.js';
import { startStars } from './star.js';
import { NOTE_LONGEST, change, isStarred, isStored, move, onStars, setStars, stars, unstar } from './stars.js';
import { badge, startVerdicts } from './verdict.js';
import { count, date, forWhom } from './words.js';

const MOST_COMPARED = 4;
const compared = new Set(); // names
let said = ''; // content of the rows on screen, without the notes

// ---- the list ----

/** A button of a row. Rows are made anew when the list changes: the focus returns to the same button of the same name. */
function tool(text, label, what, name, act) {
  return button({ class: 'tool', 'aria-label': label, 'data-what': what, 'data-name': name }, text, act);
}

function row(entry) {
  const { name, verdict } = entry;
  const field = el('input', { class: 'note', maxlength: NOTE_LONGEST, placeholder: 'Note', 'aria-label': `Note on ${name}`, 'data-what': 'note', 'data-name': name });
  field.addEventListener('change', () => change(name, { note: field.value }));
  const box = el('input', { type: 'checkbox', 'data-what': 'compare', 'data-name': name });
  box.checked = compared.has(name);
  box.addEventListener('change', () => choose(name, box));
  return el('li', { class: 'row kept' },
    el('p', { class: 'name', dir: 'auto', 'data-size': size(name) }, nameButton(entry)),
    el('p', { class: 'verdict' }, verdict ? badge(verdict) : '', why(entry), ' ', el('span', { class: 'neighbour for-whom' }, forWhom(entry))),
    field,
    el('div', { class: 'tools' },
      el('label', { class: 'tool' }, box, ' Compare', el('span', { class: 'unseen' }, ` ${name}`)),
      tool('↑', `Move ${name} up`, 'up', name, () => moved(name, -1)),
      tool('↓', `Move ${name} down`, 'down', name, () => moved(name, 1)),
      tool('×', `Remove ${name}`, 'remove', name, () => removed(name))));
}

function moved(name, by) {
  move(name, by);
  speak(`${name} is number ${stars().findIndex((entry) => entry.name === name) + 1} of ${stars().length}`);
}

function removed(name) {
  const before = stars();
  unstar(name);
  offerUndo(`${name} is off the list.`, before);
}

function offerUndo(text, before) {
  const undo = button({ class: 'retry' }, 'Undo', () => {
    setStars(before);
    showStatus('The list is as it was.');
    $('list').focus();
  });
  $('status').replaceChildren(el('p', {}, `${text} `, undo));
  undo.focus();
  speak(text);
}

function showStatus(text) {
  $('status').replaceChildren(el('p', {}, text));
  speak(text);
}

/** Rebuilds the rows only when more than a note has changed: otherwise saving a note would remove the button that is
 * being pressed. */
function showRows(all) {
  const saying = JSON.stringify(all.map(({ note, ...rest }) => rest));
  if (saying !== said) {
    const focused = document.activeElement?.dataset ?? {};
    $('list').replaceChildren(...all.map(row));
    said = saying;
    if (focused.name) {
      $('list').querySelector(`[data-what="${focused.what}"][data-name="${CSS.escape(focused.name)}"]`)?.focus();
    }
  }
  [...$('list').querySelectorAll('.note')].forEach((field, i) => {
    if (field !== document.activeElement) field.value = all[i].note;
  });
}

function show() {
  const all = stars();
  showRows(all);
  $('list').hidden = all.length === 0;
  $('actions').hidden = all.length === 0;
  if (all.length === 0 && !$('status').hasChildNodes()) {
    $('status').replaceChildren(el('p', {}, 'Nothing here yet. Tap ☆ beside a name to keep it. ', el('a', { href: '/' }, 'Names')));
  }
  $('kept').textContent = isStored()
    ? 'Kept in this browser only. Nobody else sees it.'
    : 'This browser stores nothing (it is turned off or full): the list is here until you leave.';
  for (const name of compared) if (!isStarred(name)) compared.delete(name);
  showCompared();
}

// ---- side by side ----

function choose(name, box) {
  if (!box.checked) compared.delete(name);
  else if (compared.size < MOST_COMPARED) compared.add(name);
  else {
    box.checked = false;
    showStatus(`Up to ${MOST_COMPARED} names stand side by side.`);
  }
  showCompared();
}

function showCompared() {
  $('compare').hidden = compared.size < 2;
  $('columns').replaceChildren(...stars().filter(({ name }) => compared.has(name)).map(column));
}

function column({ name, verdict, note }) {
  const fact = (term, value) => (value ? el('div', {}, el('dt', {}, term), el('dd', {}, value)) : null);
  return el('article', {},
    el('h3', { dir: 'auto' }, name),
    el('dl', { class: 'facts' },
      fact('Verdict', verdict ? badge(verdict) : null),
      fact('Letters', `${[...name.replace(/\s/g, '')].length}`),
      fact('Words', `${name.split(/\s+/).length}`),
      fact('Handle', handles(name)[0]),
      fact('Note', note ? foreign(note) : null)),
    sayButton(name) ?? '');
}

// ---- actions on the whole list ----

async function recheck() {
  $('recheck').setAttribute('aria-disabled', 'true');
  try {
    const { results, as_of } = await checkNames(stars().map(({ name }) => name));
    for (const { name, verdict, nearest } of results) change(name, { verdict, nearest });
    showStatus(`Checked again, ${results.length === 1 ? 'it' : 'all'} against the list as of ${date(as_of)}.`);
  } catch (error) {
    showStatus(sentence(error).message);
  }
  $('recheck').removeAttribute('aria-disabled');
}

function clear() {
  const before = stars();
  setStars([]);
  offerUndo('The list is empty.', before);
}

/** Notes are the visitor's own: they travel only when asked to. */
function askHowToShare() {
  if (!stars().some(({ note }) => note)) {
    shareLink(false);
    return;
  }
  const choice = (text, withNotes) => button({ class: 'retry' }, text, () => shareLink(withNotes));
  const without = choice('Without notes', false);
  $('status').replaceChildren(el('div', { class: 'failure' }, el('p', {}, 'Share the list with your notes?'), without, choice('With notes', true)));
  without.focus();
}

async function shareLink(withNotes) {
  const link = linkTo(stars(), { withNotes });
  const text = link ? await passOn('Names', link) : 'These are too many names for one link: share the text instead';
  showStatus(text && `${text}.`);
}

$('copy-all').addEventListener('click', async () => showStatus(await copy(asText(stars())) ? 'Copied.' : 'The list could not be copied.'));
for (const [id, format] of [['save-text', 'txt'], ['save-csv', 'csv'], ['save-excel', 'excel']]) {
  $(id).addEventListener('click', () => saveList('shortlist', stars(), format));
}
$('share').addEventListener('click', askHowToShare);
$('recheck').addEventListener('click', () => { if (!$('recheck').hasAttribute('aria-disabled')) recheck(); });
$('clear').addEventListener('click', clear);
startVerdicts();
startCards();
startStars();
learnAll();
onStars(show);
startShared((kept, full) => {
  $('list').focus();
  showStatus(full ? `Your shortlist is full: ${count(full, 'name')} did not fit.` : `${count(kept, 'name')} put on your shortlist.`);
});
