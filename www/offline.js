// Has the browser keep the site's files for the time without a connection, once the page itself is there. Only where the
// browser can, which over plain http it does for localhost alone.

addEventListener('load', () => navigator.serviceWorker?.register('/sw.js').catch(() => {}));
