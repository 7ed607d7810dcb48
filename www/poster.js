// A name as a poster: pictures that the server makes. The card offers the designs, a second line, a colour and the shapes, and
// the picture as a file. A server that makes no posters leaves the card without this part.

import { button, el } from './dom.js';
import { fileName, save } from './save.js';

const DESIGNS = ['club', 'swiss', 'letterpress', 'neon', 'metal', 'festival', 'zine', 'vinyl'];
const COLOURS = ['red', 'orange', 'yellow', 'green', 'teal', 'blue', 'violet', 'pink', 'mono'];
const SHAPES = { square: 'Square', story: 'Story', banner: 'Banner', wide: 'Wide' };
const PAUSE_MS = 400;

/** The address of a picture; `type` is svg or png. */
export function posterAddress({ id, name }, type, { design, shape, line, colour }) {
  const query = new URLSearchParams({ ...(!id && { name }), shape, ...(design && { design }), ...(line && { line }), ...(colour && { colour }) });
  return `${id ? `/n/${id}` : '/poster'}.${type}?${query}`;
}

export function posterPart(entry) {
  const picture = el('img', { class: 'poster', alt: `${entry.name}, as a poster`, 'data-shape': 'square' });
  const form = el('form', { class: 'looks', autocomplete: 'off' });
  const part = el('section', { class: 'posters', 'aria-label': 'Poster' }, picture, form);
  const choices = el('fieldset', { class: 'designs' }, el('legend', {}, 'Design'),
    ...['automatic', ...DESIGNS].map((design, i) => el('label', {},
      el('input', { type: 'radio', name: 'design', value: i || '', ...(i === 0 && { checked: '' }) }), design)));
  const shape = el('select', { name: 'shape' }, ...Object.entries(SHAPES).map(([value, text]) => el('option', { value }, text)));
  const line = el('input', { name: 'line', maxlength: 80, placeholder: 'Live · one night only', dir: 'auto' });
  const colour = el('select', { name: 'colour' }, el('option', { value: '' }, 'of the design'),
    ...COLOURS.map((value) => el('option', { value }, value)));
  form.append(choices, el('label', {}, 'Shape ', shape), el('label', {}, 'Colour ', colour), el('label', {}, 'Second line ', line), fileTools());

  const look = () => ({
    design: new FormData(form).get('design'),
    shape: shape.value,
    line: line.value.trim(),
    colour: colour.value,
  });
  const draw = () => {
    picture.dataset.shape = shape.value;
    picture.src = posterAddress(entry, 'svg', look());
  };
  let timer = 0;
  form.addEventListener('input', ({ target }) => {
    clearTimeout(timer);
    timer = setTimeout(draw, target === line ? PAUSE_MS : 0);
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  picture.addEventListener('error', () => part.remove(), { once: true });
  picture.addEventListener('load', () => { form.hidden = false; });
  form.hidden = true;
  draw();
  return part;

  function fileTools() {
    const note = el('span', { role: 'status' });
    const fetched = async (type) => {
      const response = await fetch(posterAddress(entry, type, look()));
      if (!response.ok) throw new Error('the server did not make the picture');
      return new File([await response.blob()], fileName(entry.name, type), { type: response.headers.get('Content-Type') ?? '' });
    };
    const tool = (text, type, act) => button({ class: 'tool' }, text, async () => {
      note.textContent = '';
      try {
        await act(await fetched(type));
      } catch (error) {
        if (error.name !== 'AbortError') note.textContent = 'The picture could not be fetched. Try again.';
      }
    });
    const canShare = navigator.canShare?.({ files: [new File([''], 'poster.png', { type: 'image/png' })] });
    return el('div', { class: 'tools' },
      tool('Save as PNG', 'png', (file) => save(file.name, file)),
      tool('Save as SVG', 'svg', (file) => save(file.name, file)),
      canShare ? tool('Share picture', 'png', (file) => navigator.share({ files: [file], title: entry.name })) : null,
      note);
  }
}
