// Numbers, dates and countries in words.

const numbers = new Intl.NumberFormat('en-GB');
const dates = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const regions = new Intl.DisplayNames('en-GB', { type: 'region', style: 'short', fallback: 'code' });

export const number = (n) => numbers.format(n);

/** "2026-11-20" as "20 November 2026". UTC on both sides, so no time zone makes it the 19th. */
export function date(iso) {
  const time = Date.parse(`${iso}T00:00:00Z`);
  return Number.isNaN(time) ? String(iso) : dates.format(time);
}

/** "SE" as "Sweden"; what isn't a region code is shown as it came. */
export function country(code) {
  try {
    return regions.of(code);
  } catch {
    return String(code);
  }
}

const KINDS = { dj: 'DJ', person: 'solo artist', group: 'band' };

/** Whom a name is for and in which style, "DJ, techno"; empty when neither is known. */
export const forWhom = ({ kind, style }) => [KINDS[kind], style].filter(Boolean).join(', ');

/** count(1, 'name') is "1 name", count(2, 'name') is "2 names". */
export const count = (n, noun) => `${number(n)} ${noun}${n === 1 ? '' : 's'}`;

const whom = ({ artists, as_of: asOf }) =>
  `${Number.isFinite(artists) ? count(artists, 'artist') : 'real artists'}${asOf ? ` as of ${date(asOf)}` : ''}`;

/** "Checked against 4,321 artists as of 20 November 2026: a small list."; omits the parts not known yet. */
export const checkedAgainst = (corpus) => `Checked against ${whom(corpus)}${corpus.corpus_is_small ? ': a small list' : ''}.`;

/** What a verdict was made by; a name that is taken is taken, however small the list. */
export const comparedWith = (corpus, verdict) =>
  `among ${whom(corpus)}${corpus.corpus_is_small && verdict !== 'taken' ? ', a small list: search before you use the name' : ''}`;
