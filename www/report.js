// "Report": one tap on a reason, then a while to undo. Nothing is sent before the
// while is over, so that an undone report leaves no trace.

import { button, el } from './dom.js';
import { reportName } from './api.js';
import { speak } from './notice.js';

const REASONS = ['offensive', 'a real artist has it', 'not a name'];
const WHILE_MS = 6000;

/** For a name of the database, which has a number. */
export function reportControl({ id, name }) {
  const box = el('div', { class: 'report' });
  const link = (text, act) => button({ class: 'link' }, text, act);
  const show = (focused, ...content) => {
    box.replaceChildren(...content);
    focused?.focus();
  };

  function offer(focus) {
    const ask = link('Report this name', () => {
      const reasons = REASONS.map((reason) => link(reason, () => wait(reason)));
      show(reasons[0], el('span', {}, 'What is wrong?'), ...reasons);
    });
    show(focus ? ask : null, ask);
  }

  function wait(reason) {
    const timer = setTimeout(send, WHILE_MS);
    const undo = link('Undo', () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', send);
      speak('Nothing was reported');
      offer(true);
    });
    show(undo, el('span', {}, 'Thank you. A person will look at it.'), undo);
    speak(`Thank you. A person will look at ${name}.`);
    window.addEventListener('pagehide', send);

    async function send() {
      clearTimeout(timer);
      window.removeEventListener('pagehide', send);
      const hadFocus = box.contains(document.activeElement);
      const note = el('span', { tabindex: '-1' }, 'Reported. Thank you.');
      show(hadFocus ? note : null, note);
      try {
        await reportName(id, reason);
      } catch (error) {
        note.textContent = `Not reported. ${error.message}`;
        speak(note.textContent);
        box.append(link('Try again', () => wait(reason)));
      }
    }
  }

  offer(false);
  return box;
}
