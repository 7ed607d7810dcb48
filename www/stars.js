// The shortlist: names that a visitor starred, kept in this browser only. Where nothing can be stored (turned off, full) it
// lives as long as the page, and says so.

const KEY = 'stagename.shortlist';
const VERSION = 1;
export const MOST = 200;
export const NOTE_LONGEST = 200;

const listeners = new Set();
let stored = true; // whether what is here is also in storage
let entries = read();

/** [{ name, id?, style, kind, verdict, nearest?, note }], in the visitor's order. `nearest` holds the nearest artist only. */
export const stars = () => entries;
export const isStarred = (name) => entries.some((entry) => entry.name === name);
export const isStored = () => stored;

/** Calls back now, and whenever the list changes, here or in another tab. */
export function onStars(listener) {
  listeners.add(listener);
  listener();
}

/** Puts a name at the end. Returns false when the list is full. */
export function star(entry) {
  const { name } = entry;
  if (isStarred(name)) return true;
  if (entries.length >= MOST) return false;
  keep([...entries, clean(entry)]);
  return true;
}

export const unstar = (name) => keep(entries.filter((entry) => entry.name !== name));
export const setStars = (list) => keep(list);
export const change = (name, what) => keep(entries.map((entry) => (entry.name === name ? clean({ ...entry, ...what }) : entry)));

/** Moves a name up (-1) or down (1). */
export function move(name, by) {
  const from = entries.findIndex((entry) => entry.name === name);
  const to = from + by;
  if (from < 0 || to < 0 || to >= entries.length) return;
  const list = [...entries];
  [list[from], list[to]] = [list[to], list[from]];
  keep(list);
}

/** Names of an unknown source, such as a link or what storage held: only what a list may hold comes through. */
export function cleanList(list) {
  const names = new Set();
  return (Array.isArray(list) ? list : []).map(clean).filter((entry) => {
    if (entry.name === '' || names.has(entry.name)) return false;
    names.add(entry.name);
    return true;
  }).slice(0, MOST);
}

function text(value, most) {
  return typeof value === 'string' ? value.trim().slice(0, most) : '';
}

function clean(entry) {
  return {
    name: text(entry?.name, 120),
    ...(Number.isSafeInteger(entry?.id) && entry.id > 0 && { id: entry.id }),
    style: text(entry?.style, 64),
    kind: ['dj', 'person', 'group'].includes(entry?.kind) ? entry.kind : '',
    verdict: ['free', 'close', 'taken', 'withdrawn'].includes(entry?.verdict) ? entry.verdict : '',
    ...cleanNearest(entry ?? {}),
    note: text(entry?.note, NOTE_LONGEST),
  };
}

/** Why a name is close or taken, if it is: the first of the nearest artists. */
function cleanNearest({ verdict, nearest }) {
  const first = Array.isArray(nearest) ? nearest[0] : null;
  if (!['close', 'taken', 'withdrawn'].includes(verdict) || !text(first?.name, 120)) return {};
  const kept = { name: text(first.name, 120), reason: text(first.reason, 16) };
  if (Number.isSafeInteger(first.distance)) kept.distance = first.distance;
  for (const key of ['country', 'alias', 'alias_type', 'mbid']) if (text(first[key], 120)) kept[key] = text(first[key], 120);
  return { nearest: [kept] };
}

function read() {
  try {
    const { version, names } = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return version === VERSION ? cleanList(names) : [];
  } catch {
    stored = canStore(); // garbage is replaced by the next star
    return [];
  }
}

function canStore() {
  try {
    return Boolean(window.localStorage);
  } catch {
    return false;
  }
}

function keep(list) {
  entries = list;
  try {
    localStorage.setItem(KEY, JSON.stringify({ version: VERSION, names: entries }));
    stored = true;
  } catch {
    stored = false;
  }
  for (const listener of listeners) listener();
}

window.addEventListener('storage', ({ key }) => {
  if (key !== KEY && key !== null) return;
  entries = read();
  for (const listener of listeners) listener();
});
