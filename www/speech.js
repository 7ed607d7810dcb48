// Saying a name aloud, where the browser has a voice.

import { el } from './dom.js';

/** Null where there is no voice. */
export function sayButton(name, text = 'Say it') {
  if (!window.speechSynthesis) return null;
  const button = el('button', { class: 'tool', type: 'button', 'aria-label': `${text}: ${name}` }, text);
  button.addEventListener('click', () => {
    speechSynthesis.cancel();
    speechSynthesis.speak(new SpeechSynthesisUtterance(name));
  });
  return button;
}
