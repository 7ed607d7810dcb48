// Keeps the site's own files for the time without a connection, so that the shortlist opens then too. What the network
// answers comes first, so files are never stale online. The API is never cached.

const KEPT = 'stagename-files';
const FILES = ['/', '/about.html', '/about.js', '/api.js', '/card.css', '/card.js', '/check.js', '/copy.js', '/deal.js', '/dom.js',
  '/favicon.svg', '/filters.js', '/icon-512.png', '/icon.svg', '/invent.js', '/kit.js', '/main.js', '/manifest.webmanifest', '/names.js',
  '/notice.js', '/offline.js', '/poster.js', '/report.js', '/save.js', '/share.js', '/shortlist.html', '/shortlist.js', '/speech.js', '/star.js',
  '/stars.js', '/style.css', '/verdict.js', '/words.js'];

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== self.location.origin || !FILES.includes(pathname)) return;
  const answer = fetch(event.request);
  event.respondWith(answer.then((fresh) => fresh.clone(), () => caches.match(pathname)));
  event.waitUntil(answer.then((fresh) => fresh.ok && caches.open(KEPT).then((kept) => kept.put(pathname, fresh))).catch(() => {}));
});
