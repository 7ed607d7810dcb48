// Which names to show. The address holds the filters, so a reload or a sent link shows the same kind of names.

import { el } from './dom.js';
import { number } from './words.js';

const FIELDS = ['style', 'starts', 'min', 'max', 'verdict'];
const LONGEST_OFFERED = 24;

const isLength = (text) => /^[1-9]\d?$/.test(text);
const ACCEPTS = {
  style: (text) => text.length <= 40,
  starts: (text) => text.length <= 12,
  min: isLength,
  max: isLength,
  verdict: (text) => ['close', 'taken', 'any'].includes(text), // free is the default and needs no word
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

/** Keeps whatever else the address says: only the filters are ours to change. */
export function rememberInAddress(filters) {
  const query = new URLSearchParams(location.search);
  for (const name of FIELDS) query.delete(name);
  for (const [name, value] of Object.entries(filters)) query.set(name, value);
  const text = query.toString();
  history.replaceState(history.state, '', `${location.pathname}${text ? `?${text}` : ''}${location.hash}`);
}

export function showInForm(form, filters) {
  for (const name of FIELDS) {
    const field = form.elements[name];
    const value = filters[name] ?? '';
    if (field instanceof HTMLSelectElement) ensureOption(field, value);
    field.value = value;
  }
}

/** A value from the address may be none that the menu offers: it is shown all the same, since it is in force. */
function ensureOption(select, value) {
  if (![...select.options].some((option) => option.value === value)) select.append(new Option(value, value));
}

export function fillLengths(form) {
  for (const name of ['min', 'max']) {
    for (let n = 2; n <= LONGEST_OFFERED; n++) form.elements[name].append(new Option(`${n}`, `${n}`));
  }
}

/** The style menu, from what the server has; the visitor's choice stays chosen. */
export function fillStyles(form, styles) {
  const select = form.elements.style;
  const chosen = select.value;
  const options = styles.map(({ style, names }) =>
    el('option', { value: style }, Number.isFinite(names) ? `${style} (${number(names)})` : style));
  select.replaceChildren(select.options[0], ...options);
  ensureOption(select, chosen);
  select.value = chosen;
}

/** Shortest above longest fits nothing: the length that was not just chosen follows. */
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
