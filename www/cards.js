// The way into a card or another dialog, and back. An open card has the address of the name's own page, made by the server:
// a reload, a bookmark and a sent link show the name. The way back closes the card.

const addressOf = ({ id, name }) => (id ? `/n/${id}` : `/check?name=${encodeURIComponent(name)}`);
export const linkToName = (entry) => `${location.origin}${addressOf(entry)}`;

let open = null; // { dialog, goesBack } of the card on screen
let afterwards = null; // what waits until the card is closed

/** Opens the card of a name; its script is loaded when the first one is asked for. */
export async function openCard(entry) {
  if (open) return;
  history.pushState({ card: entry }, '', addressOf(entry));
  await show(async () => (await import('./card.js')).makeCard(entry));
}

/** Opens another dialog over the page, which the way back closes as well. `make` returns it. */
export async function openOver(make) {
  if (open) return;
  history.pushState({ over: true }, '');
  await show(make);
}

/** Closes the card, then does something. */
export function closeCard(then = null) {
  afterwards = then;
  open?.dialog?.close();
}

async function show(make) {
  const mine = { dialog: null, goesBack: true };
  open = mine;
  let dialog = null;
  try {
    dialog = await make();
  } catch (error) { // the script is missing: no connection, or a new version, which again.js finds out
    afterwards = () => Promise.reject(error);
  }
  if (open !== mine) dialog?.close(); // the visitor went back meanwhile
  else if (!dialog) closed();
  else {
    open.dialog = dialog;
    dialog.addEventListener('close', closed);
  }
}

/** By Esc, by the button, by a tap beside it, or by the way back. */
function closed() {
  const { goesBack } = open;
  open = null;
  if (goesBack) history.back();
  else finish();
}

function finish() {
  afterwards?.();
  afterwards = null;
}

export function startCards() {
  window.addEventListener('popstate', ({ state }) => {
    if (state?.card && !open) show(async () => (await import('./card.js')).makeCard(state.card));
    else if (!state?.card && !state?.over && open) {
      open.goesBack = false;
      if (open.dialog) open.dialog.close();
      else open = null;
    } else if (!open) finish();
  });
}
