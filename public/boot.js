// Starts the app, and says a clear sentence when that is impossible. It holds no state.
import init from '{{app.js}}';

const WASM_MISSING =
  'Trình duyệt này quá cũ hoặc đang tắt WebAssembly nên không mở được ứng dụng. ' +
  'Hãy dùng bản mới của Chrome, Firefox, Safari.';
const NOT_LOADED =
  'Chưa tải xong ứng dụng. Mạng có thể đang chập chờn. Hãy tải lại trang khi có mạng.';
const STOPPED =
  'Trang vừa dừng lại ngoài ý muốn. Hãy tải lại để làm tiếp.';

function show(sentence) {
  document.getElementById('trouble-text').textContent = sentence;
  document.getElementById('trouble').hidden = false;
}

document.getElementById('trouble-reload').addEventListener('click', () => location.reload());

// A trap inside the module ends the page: nothing on it reacts any more, so it must say so itself.
function onTrap(reason) {
  if (reason instanceof WebAssembly.RuntimeError) show(STOPPED);
}

if (typeof WebAssembly !== 'object') {
  show(WASM_MISSING);
} else {
  addEventListener('error', (event) => onTrap(event.error));
  addEventListener('unhandledrejection', (event) => onTrap(event.reason));
  const module = document.querySelector('script[data-module]').dataset.module;
  init({ module_or_path: module }).catch((error) => {
    show(error instanceof WebAssembly.CompileError ? WASM_MISSING : NOT_LOADED);
  });
}
