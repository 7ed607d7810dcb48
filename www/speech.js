// Saying a name aloud, where the browser has a voice.

import { button } from './dom.js';

/** Null where there is no voice. */
export function sayButton(name, text = 'Say it') {
  if (!window.speechSynthesis) return null;
  return button({ class: 'tool', 'aria-label': `${text}: ${name}` }, text, () => {
    speechSynthesis.cancel();
    speechSynthesis.speak(new SpeechSynthesisUtterance(name));
  });
}
