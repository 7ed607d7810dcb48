// Saving a file from the page: nothing is sent anywhere.

import { el } from './dom.js';

export function save(name, blob) {
  const link = el('a', { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A name as the name of a file. */
export const fileName = (name, ending) => `${name.replace(/[\\/:*?"<>|\p{C}]+/gu, '-').slice(0, 60)}.${ending}`;
