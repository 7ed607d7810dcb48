// The shortlist page.

import { $, button, el, foreign } from './dom.js';
import { checkName } from './api.js';
import { copy, passOn } from './copy.js';
import { handles } from './kit.js';
import { nameButton } from './names.js';
import { speak } from './notice.js';
import './offline.js';
import { fileName, save } from './save.js';
import { fromLink, linkTo } from './share.js';
import { sayButton } from './speech.js';
import { startStars } from './star.js';
import { NOTE_LONGEST, change, isStarred, isStored, move, onStars, setStars, star, stars, unstar } from './stars.js';
import { badge } from './verdict.js';
import { count, forWhom } from './words.js';

const MOST_COMPARED = 4;
const BETWEEN_MS = 60; // the server takes twenty requests a second from one visitor
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
    el('p', { class: 'name', dir: 'auto' }, nameButton(entry)),
    el('p', { class: 'verdict' }, verdict ? badge(verdict) : '', ' ', el('span', { class: 'neighbour' }, forWhom(entry))),
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

const asText = () => stars().map(({ name, note }) => (note ? `${name}\t${note}` : name)).join('\n');
const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
/** An apostrophe keeps a spreadsheet from taking a text for a formula. */
const noFormula = (text) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
/** RFC 4180. */
const asCsv = (cell) => ['name,verdict,style,kind,note',
  ...stars().map(({ name, verdict, style, kind, note }) => [name, verdict, style, kind, note].map(cell).join(','))]
  .map((line) => `${line}\r\n`).join('');
/** Excel needs the byte order mark to read UTF-8. */
const asExcel = () => `\ufeff${asCsv((text) => quoted(noFormula(text)))}`;

const saveAs = (ending, type, text) => save(fileName('shortlist', ending), new Blob([text], { type }));

async function recheck() {
  $('recheck').setAttribute('aria-disabled', 'true');
  try {
    for (const { name } of stars()) {
      change(name, { verdict: (await checkName(name)).verdict });
      await new Promise((rested) => { setTimeout(rested, BETWEEN_MS); });
    }
    showStatus('Checked again: the verdicts are today’s.');
  } catch (error) {
    showStatus(error.message);
  }
  $('recheck').removeAttribute('aria-disabled');
}

function clear() {
  const before = stars();
  setStars([]);
  offerUndo('The list is empty.', before);
}

async function shareLink() {
  const link = linkTo(stars());
  const text = link ? await passOn('Names', link) : 'These are too many names for one link: share the text instead';
  if (text) showStatus(`${text}.`);
}

// ---- a shared list ----

function showShared() {
  const names = fromLink(location.hash);
  if (!names) {
    $('shared').replaceChildren();
    return;
  }
  if (names.length === 0) {
    $('shared').replaceChildren(el('p', { class: 'noscript' }, 'This link holds no names that could be read. It may have been cut.'));
    return;
  }
  const keep = button({ class: 'tool' }, 'Put them on my shortlist', () => {
    const full = names.filter((entry) => !star(entry)).length;
    history.replaceState(null, '', location.pathname);
    showShared();
    $('list').focus();
    showStatus(full ? `Your shortlist is full: ${count(full, 'name')} did not fit.` : `${count(names.length, 'name')} put on your shortlist.`);
  });
  $('shared').replaceChildren(el('section', { class: 'shared', 'aria-label': 'A shared list' },
    el('h2', {}, `Somebody shared ${count(names.length, 'name')} with you.`),
    el('ul', { role: 'list' }, ...names.map(({ name }) => el('li', { dir: 'auto' }, name))), keep));
}

$('copy-all').addEventListener('click', async () => showStatus(await copy(asText()) ? 'Copied.' : 'The list could not be copied.'));
$('save-text').addEventListener('click', () => saveAs('txt', 'text/plain', `${asText()}\n`));
$('save-csv').addEventListener('click', () => saveAs('csv', 'text/csv', asCsv(quoted)));
$('save-excel').addEventListener('click', () => saveAs('csv', 'text/csv', asExcel()));
$('share').addEventListener('click', shareLink);
$('recheck').addEventListener('click', () => { if (!$('recheck').hasAttribute('aria-disabled')) recheck(); });
$('clear').addEventListener('click', clear);
window.addEventListener('hashchange', showShared);
startStars();
onStars(show);
showShared();
