// Messages of the page: status text, announcements for screen readers, and errors with a button to retry.

import { $, button, el } from './dom.js';

/** A region whose texts screen readers say. Each dialog has one: while it is open, the rest of the page is silent. */
export const spokenRegion = () => el('p', { class: 'unseen spoken', role: 'status' });

/** Says something to screen readers only. Emptied first, so that the same sentence twice is heard twice. */
export function speak(text) {
  const region = document.querySelector('dialog[open] .spoken') ?? $('spoken');
  region.textContent = '';
  requestAnimationFrame(() => { region.textContent = text; });
}

/** The message of an error for the visitor. A bug of this page is also logged with its stack. */
export function sentence(error) {
  if (error.name === 'ApiError') return error;
  console.error(error);
  return { message: 'Something went wrong on this page.', retryAfter: 0 };
}

/** An error as one sentence and a button. The button waits as long as the server asked us to. */
export function failure(error, retry) {
  const again = button({ class: 'retry' }, 'Try again', () => {
    if (again.getAttribute('aria-disabled') !== 'true') retry();
  });
  if (error.retryAfter > 0) {
    again.setAttribute('aria-disabled', 'true'); // not `disabled`: that would throw the focus away
    setTimeout(() => again.removeAttribute('aria-disabled'), Math.min(error.retryAfter, 3600) * 1000);
  }
  return el('div', { class: 'failure', role: 'alert' }, el('p', {}, error.message), again);
}
