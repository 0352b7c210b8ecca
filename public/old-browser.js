// Runs only in browsers without modules, which cannot start the app: shows the sentence of the page.
document.getElementById('trouble').removeAttribute('hidden');
document.getElementById('trouble-reload').onclick = function () { location.reload(); };
