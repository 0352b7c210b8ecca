// The service worker: keeps one build of the page and the catalogue, whole or not at all; beside it a newer
// catalogue while the build runs, and the packs that drafts are pinned to.
//
// It never touches /v1/, never takes over a page by itself, and keeps nothing a person wrote.
const BUILD = '{{build}}';
const CACHE = `ho-so-${BUILD}`;
const ADDRESSES = {{precache}};
// A catalogue that replaced the build's own while it runs; the next build drops it.
const NEWER = 'ho-so-catalogue';
// Packs by edition, for drafts whose edition a newer catalogue may no longer have. Every build keeps them.
const ASIDE = 'editions-of-drafts';
const INDEX = '/catalogue/index.json';

// All or nothing: a build that did not arrive whole is not installed, and the old one stays.
// Files whose names carry a hash may come from the browser's cache; the others are asked for anew.
self.addEventListener('install', (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    const requests = ADDRESSES.map((address) =>
      new Request(address, { cache: address.startsWith('/assets/') ? 'default' : 'reload' }));
    try {
      await cache.addAll(requests);
      // The catalogue may have been replaced since the build was made: then the packs its index names come, too.
      await bring(await (await cache.match(INDEX)).json(), 'vi', cache, (name) => cache.match(name));
    } catch (error) {
      await caches.delete(CACHE);
      throw error;
    }
  })());
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith('ho-so-') && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    // The first build may serve the page that brought it; a later one waits for the person's word.
    if (old.length === 0) await self.clients.claim();
  })());
});

// The page asks: `use-new-version`, `packs vi`, `catalogue en`, `keep <address> <file>`.
self.addEventListener('message', (event) => {
  const [word, ...rest] = String(event.data).split(' ');
  // The person chose the new version.
  if (word === 'use-new-version') self.skipWaiting();
  const work = { packs, catalogue, keep }[word];
  // What does not arrive now is asked for again: by the next start, the next round, the next look at the draft.
  if (work) event.waitUntil(work(...rest).catch(() => {}));
});

async function find(address) {
  return await caches.match(address, { cacheName: NEWER }) ?? caches.match(address, { cacheName: CACHE });
}

// Fetches the packs an index names in one language unless they are here; fails when one does not arrive.
async function bring(index, language, cache, has = find) {
  const names = index.procedures.flatMap((entry) => language === 'en' ? [entry.file, entry.file_en] : [entry.file]);
  for (const name of new Set(names)) {
    if (!await has(name)) await cache.add(name);
  }
  return names;
}

async function packs(language) {
  const index = await find(INDEX);
  if (index) await bring(await index.json(), language, await caches.open(CACHE));
}

// The index comes last: until all is here, the page reads the old catalogue.
async function catalogue(language) {
  const old = await (await find(INDEX))?.json();
  const response = await fetch(INDEX, { cache: 'no-store' });
  const index = await response.clone().json();
  // Another format is for another build of the page to read.
  if (!response.ok || index.version === old?.version || index.format !== old?.format) return;
  const cache = await caches.open(NEWER);
  const names = await bring(index, language, cache);
  await cache.put(INDEX, response);
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname !== INDEX && !names.includes(pathname)) await cache.delete(request);
  }
  for (const client of await self.clients.matchAll()) client.postMessage('catalogue');
}

async function keep(address, file) {
  const pack = await find(file) ?? await fetch(file);
  if (pack.ok) await (await caches.open(ASIDE)).put(address, pack);
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (isForServer(url.pathname)) return;
  event.respondWith(request.mode === 'navigate' ? shell(request) : file(request));
});

// The protocol, the desk of the officers and the health check are never answered from here.
function isForServer(path) {
  return path === '/healthz' || path.startsWith('/v1/') || path === '/desk' ||
    path.startsWith('/desk/');
}

async function shell(request) {
  const kept = await caches.match('/', { cacheName: CACHE });
  return kept ?? fetch(request);
}

async function file(request) {
  const { pathname } = new URL(request.url);
  if (pathname.startsWith('/catalogue/kept/')) {
    return await caches.match(request, { cacheName: ASIDE }) ?? new Response(null, { status: 404 });
  }
  const kept = await find(request);
  if (kept) return kept;
  const response = await fetch(request);
  // Files with a hash in their name never change; only those of this site's own kind are kept.
  const isHashed = /^\/(assets|catalogue)\/.+\.[0-9a-f]{8,}\.\w+$/.test(pathname);
  if (isHashed && response.ok && response.type === 'basic') {
    const cache = await caches.open(CACHE);
    // A full phone keeps the page working: the file is simply asked for again next time.
    await cache.put(request, response.clone()).catch(() => {});
  }
  return response;
}
