// Which names to show. The form is a sentence; the address holds what was chosen, so a reload, the way back and a sent link
// show the same.

import { el } from './dom.js';
import { number } from './words.js';

const FIELDS = ['verdict', 'kind', 'style', 'words', 'min', 'max', 'starts', 'ends', 'contains', 'weird'];
const AT_ONCE = ['verdict', 'kind', 'style']; // the rest of the sentence is folded away where there is little room
const LONGEST_OFFERED = 24;

const isLength = (text) => /^[1-9]\d?$/.test(text);
const isShort = (text) => text.length <= 12;
const ACCEPTS = {
  verdict: (text) => ['close', 'taken', 'any'].includes(text), // free is the default and is never in the address
  kind: (text) => ['dj', 'person', 'group'].includes(text),
  style: (text) => text.length <= 40,
  words: isLength,
  min: isLength,
  max: isLength,
  starts: isShort,
  ends: isShort,
  contains: isShort,
  weird: (text) => ['low', 'mid', 'high'].includes(text),
};

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
  return filters;
}

/** The address of these filters and this seed. Keeps whatever else the address says: only these are ours to change. */
export function addressOf(filters, seed) {
  const query = new URLSearchParams(location.search);
  for (const name of [...FIELDS, 'seed']) query.delete(name);
  for (const [name, value] of Object.entries({ ...filters, ...(seed && { seed }) })) query.set(name, value);
  const text = query.toString();
  return `${location.pathname}${text ? `?${text}` : ''}`;
}

export function showInForm(form, filters) {
  for (const name of FIELDS) {
    const field = form.elements[name];
    const value = filters[name] ?? '';
    if (field instanceof HTMLSelectElement) ensureOption(field, value);
    field.value = value;
  }
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

export function fillLengths(form) {
  for (const name of ['min', 'max']) {
    for (let n = 2; n <= LONGEST_OFFERED; n++) form.elements[name].append(new Option(`${n}`, `${n}`));
  }
}

/** A style menu, from what the server has; the visitor's choice stays chosen. */
export function fillStyles(select, styles) {
  const chosen = select.value;
  const options = styles.map(({ style, names }) =>
    el('option', { value: style }, Number.isFinite(names) ? `${style} (${number(names)})` : style));
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
