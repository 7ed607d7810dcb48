// Lists of names as files: text and CSV.

import { fileName, save } from './save.js';

const quoted = (text) => `"${String(text ?? '').replaceAll('"', '""')}"`;
/** An apostrophe keeps a spreadsheet from taking a text for a formula. */
const noFormula = (text) => (/^[=+\-@\t\r]/.test(text ?? '') ? `'${text}` : text);
const COLUMNS = ['name', 'verdict', 'style', 'kind', 'note'];

export const asText = (entries) => entries.map(({ name, note }) => (note ? `${name}\t${note}` : name)).join('\n');

/** RFC 4180. */
const asCsv = (entries, cell) => [COLUMNS.join(','), ...entries.map((entry) => COLUMNS.map((column) => cell(entry[column])).join(','))]
  .map((line) => `${line}\r\n`).join('');

const FORMATS = {
  txt: (entries) => ['txt', 'text/plain', `${asText(entries)}\n`],
  csv: (entries) => ['csv', 'text/csv', asCsv(entries, quoted)],
  // Excel needs the byte order mark to read UTF-8.
  excel: (entries) => ['csv', 'text/csv', `\ufeff${asCsv(entries, (text) => quoted(noFormula(text)))}`],
};

/** Saves a list as txt, csv or excel. */
export function saveList(title, entries, format) {
  const [ending, type, text] = FORMATS[format](entries);
  save(fileName(title, ending), new Blob([text], { type }));
}
