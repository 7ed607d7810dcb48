// The one way elements are made. Text goes in as text nodes only, so a name such as <img onerror=…> stays a name.

export const $ = (id) => document.getElementById(id);

/** An element with attributes and children (elements or strings; null is left out). */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** A button that does something. */
export function button(attributes, text, act) {
  const element = el('button', { type: 'button', ...attributes }, text);
  element.addEventListener('click', act);
  return element;
}

/** A name of unknown script inside our own sentence: isolated, so that it can't turn the sentence around. */
export const foreign = (text) => el('bdi', {}, text);

/** Runs fn once the calls have paused for ms. `now` runs it at once, `cancel` forgets it. */
export function debounce(fn, ms) {
  let timer = 0;
  const later = (...of) => {
    clearTimeout(timer);
    timer = setTimeout(fn, ms, ...of);
  };
  later.cancel = () => clearTimeout(timer);
  later.now = () => {
    clearTimeout(timer);
    fn();
  };
  return later;
}
