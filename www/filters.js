// Which names to show. The form is a sentence; the address holds what was chosen, so a reload, the way back and a sent link
// show the same.

import { el } from './dom.js';
import { number } from './words.js';

const FIELDS = ['with', 'where', 'verdict', 'kind', 'style', 'theme', 'words', 'syllables', 'min', 'max', 'starts', 'ends', 'contains',
  'without', 'alliteration', 'easy', 'weird', 'featured'];
const INVENTING = ['with', 'where', 'verdict', 'kind', 'style', 'theme']; // what names made from one's own words can be filtered by
const AT_ONCE = [...INVENTING]; // the rest of the sentence is folded away where there is little room
const MOST_IDS = 100;

const isLength = (text) => /^[1-9]\d?$/.test(text);
const isShort = (text) => text.length <= 12;
const isYes = (text) => text === '1';
const ACCEPTS = {
  with: (text) => text.length <= 60,
  where: (text) => ['start', 'end', 'inside', 'blend'].includes(text),
  verdict: (text) => ['close', 'taken', 'any'].includes(text), // free is the default and needs no word
  kind: (text) => ['dj', 'person', 'group'].includes(text),
  style: (text) => text.length <= 40,
  theme: (text) => text.length <= 40,
  words: isLength,
  syllables: isLength,
  min: isLength,
  max: isLength,
  starts: isShort,
  ends: isShort,
  contains: isShort,
  without: isShort,
  alliteration: isYes,
  easy: isYes,
  weird: (text) => ['low', 'mid', 'high'].includes(text),
  featured: isYes,
};

/** Where a list comes from besides the filters: names that were sent by their numbers, or names like some of them. */
export function originOf(search) {
  const query = new URLSearchParams(search);
  for (const kind of ['ids', 'like']) {
    const ids = (query.get(kind) ?? '').split(',').filter((id) => /^[1-9]\d{0,15}$/.test(id)).slice(0, MOST_IDS);
    if (ids.length) return { [kind]: ids.join(',') };
  }
  return {};
}

/** The filters in a query string. What no filter could hold is dropped, as if it had not been there. */
export function fromQuery(search) {
  const query = new URLSearchParams(search);
  return pick((name) => query.get(name) ?? '');
}

export function fromForm(form) {
  return pick((name) => form.elements[name].value.trim());
}

function pick(valueOf) {
  const filters = {};
  for (const name of FIELDS) {
    const value = valueOf(name);
    if (value !== '' && ACCEPTS[name](value)) filters[name] = value;
  }
  if (!filters.with) delete filters.where;
  else for (const name of Object.keys(filters)) if (!INVENTING.includes(name)) delete filters[name];
  return filters;
}

/** The address of these filters. Keeps whatever else the address says: only these are ours to change. */
export function addressOf(filters, origin) {
  const query = new URLSearchParams(location.search);
  const wanted = { ...filters, ...origin };
  for (const name of [...FIELDS, 'ids', 'like', 'seed']) if (!(name in wanted)) query.delete(name);
  for (const [name, value] of Object.entries(wanted)) query.set(name, value); // what was there keeps its place
  const text = query.toString().replaceAll('%2C', ',');
  return `/${text ? `?${text}` : ''}`;
}

export function showInForm(form, filters) {
  for (const name of FIELDS) {
    const field = form.elements[name];
    const value = filters[name] ?? '';
    if (field instanceof HTMLSelectElement) ensureOption(field, value);
    field.value = value;
  }
  showByWords(form);
  if (Object.keys(filters).some((name) => !AT_ONCE.includes(name))) unfold(form);
}

export function unfold(form) {
  form.classList.remove('folded');
  form.elements.unfold.setAttribute('aria-expanded', 'true');
}

/** Adds an option for a value from the address that the menu does not offer, so that the form shows what is applied. */
function ensureOption(select, value) {
  if (![...select.options].some((option) => option.value === value)) select.append(new Option(value, value));
}

/** Names from one's own words have fewer filters: the others are hidden while they do nothing. */
export const showByWords = (form) => form.classList.toggle('by-words', form.elements.with.value.trim() !== '');

/** A filter in words, for a button that drops it. */
export function inWords(form, name, value) {
  const field = form.elements[name];
  if (field instanceof HTMLSelectElement) {
    const label = field.selectedOptions[0]?.textContent.replace(/ \([\d,]+\)$/, '') || value;
    return { min: `${label} letters or more`, max: `${label} letters or fewer` }[name] ?? label;
  }
  return { starts: 'starting with', ends: 'ending with', contains: 'with', without: 'without', with: 'your words' }[name] + ` “${value}”`;
}

/** A menu of styles or themes, from what the server has; the visitor's choice stays chosen. */
export function fillMenu(select, key, choices) {
  const chosen = select.value;
  const options = choices.map(({ [key]: value, names }) =>
    el('option', { value }, Number.isFinite(names) ? `${value} (${number(names)})` : value));
  select.replaceChildren(select.options[0], ...options);
  ensureOption(select, chosen);
  select.value = chosen;
}

/** No name fits a minimum above the maximum: the length that was not just changed follows the other. */
export function keepLengthsInOrder(form, changed) {
  const { min, max } = form.elements;
  if (!min.value || !max.value || Number(min.value) <= Number(max.value)) return;
  const follower = changed === min ? max : min;
  ensureOption(follower, changed.value);
  follower.value = changed.value;
}

/** Points at the field the server complained about; null clears. */
export function markInvalid(form, parameter) {
  for (const name of FIELDS) {
    if (name === parameter) form.elements[name].setAttribute('aria-invalid', 'true');
    else form.elements[name].removeAttribute('aria-invalid');
  }
}
