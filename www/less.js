// "Less of this": names that a visitor does not want more like, as long as the page is open.

const MOST = 20; // what one request may hold; the oldest go first
const ids = [];

export function lessOf(id) {
  ids.push(id);
  if (ids.length > MOST) ids.shift();
}

export function undoLess(id) {
  const at = ids.lastIndexOf(id);
  if (at >= 0) ids.splice(at, 1);
}

export const lessParameter = () => (ids.length ? { unlike: ids.join(',') } : {});
