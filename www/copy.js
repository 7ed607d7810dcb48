// A button that copies one name and confirms it, on screen and to screen readers.

import { button, el } from './dom.js';
import { speak } from './notice.js';

const SHOWN_MS = 2000;

export function copyButton(name) {
  let timer = 0;
  return button({ class: 'tool copy', 'aria-label': `Copy ${name}` }, 'Copy', async ({ target }) => {
    const done = await copy(name);
    speak(done ? `${name} copied` : `${name} could not be copied`);
    target.textContent = done ? 'Copied' : 'Failed';
    clearTimeout(timer);
    timer = setTimeout(() => { target.textContent = 'Copy'; }, SHOWN_MS);
  });
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyTheOldWay(text);
  }
}

/** Passes an address to the system's share sheet, or to the clipboard. Returns the message to show, "" for none. */
export async function passOn(title, url) {
  if (navigator.share) {
    await navigator.share({ title, url }).catch(() => {}); // the visitor cancelled
    return '';
  }
  return await copy(url) ? 'Link copied' : 'The link could not be copied';
}

/** navigator.clipboard is missing on plain http, where a self-hosted site on a home network often lives. */
function copyTheOldWay(text) {
  const focused = document.activeElement;
  const field = el('textarea', { class: 'unseen', 'aria-hidden': 'true', tabindex: '-1' });
  field.value = text;
  document.body.append(field);
  field.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    field.remove();
    focused?.focus({ preventScroll: true });
  }
}
