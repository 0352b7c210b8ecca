//! HTTP through `fetch`, with a limit on silence rather than on length.
//!
//! Not here: what a reply means, retries, signatures (crates `replica`, `protocol`).
//!
//! Invariant: "A redirect is never followed: it is somebody else's page."

use js_sys::{Function, Reflect, Uint8Array};
use protocol::signature::NONCE_HEADER;
use replica::{Network, NetworkError, Request, Response};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, RequestCache, RequestCredentials,
    RequestInit, RequestRedirect, Window,
};

/// Most silence before a reply begins, and between any two pieces of it.
const SILENCE_MS: i32 = 15_000;
/// A body goes up at 64 kbit/s or better; below that the link counts as dead.
const UP_BYTES_PER_MS: usize = 8;

/// The browser's network.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fetch;

impl Network for Fetch {
    async fn send(&self, request: Request) -> Result<Response, NetworkError> {
        let window = web_sys::window().ok_or(NetworkError::Unreachable)?;
        let controller = AbortController::new().map_err(|_| NetworkError::Unreachable)?;
        let upload_ms = i32::try_from(request.body.len() / UP_BYTES_PER_MS).unwrap_or(i32::MAX);
        let patience = Patience::new(&window, &controller);
        patience.renew(SILENCE_MS.saturating_add(upload_ms));
        let answered = talk(&window, &controller, &patience, request).await;
        patience.end();
        answered.map_err(|_| match patience.ran_out() {
            true => NetworkError::TimedOut,
            false => NetworkError::Unreachable,
        })
    }
}

async fn talk(
    window: &Window,
    controller: &AbortController,
    patience: &Patience,
    request: Request,
) -> Result<Response, JsValue> {
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::SameOrigin);
    init.set_redirect(RequestRedirect::Manual);
    init.set_signal(Some(&controller.signal()));
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    if let Some(content_type) = request.content_type {
        headers.set("content-type", content_type)?;
    }
    init.set_headers(&headers);
    if !request.body.is_empty() {
        init.set_body(&Uint8Array::from(request.body.as_slice()));
    }
    let reply = JsFuture::from(window.fetch_with_str_and_init(&request.target, &init)).await?;
    let reply: web_sys::Response = reply.dyn_into()?;
    patience.renew(SILENCE_MS);
    let header = |name: &str| reply.headers().get(name).ok().flatten();
    Ok(Response {
        // A redirect held back has status 0: replica sees neither JSON nor a status of ours.
        status: reply.status(),
        content_type: header("content-type").unwrap_or_default(),
        nonce: header(NONCE_HEADER),
        retry_after_s: header("retry-after").and_then(|seconds| seconds.parse().ok()),
        body: read_body(&reply, patience).await?,
    })
}

/// Reads piece by piece, so that a slow reply is not mistaken for a dead one.
async fn read_body(reply: &web_sys::Response, patience: &Patience) -> Result<Vec<u8>, JsValue> {
    let Some(stream) = reply.body() else { return Ok(Vec::new()) };
    let reader: ReadableStreamDefaultReader = stream.get_reader().dyn_into()?;
    let mut body = Vec::new();
    loop {
        let piece = JsFuture::from(reader.read()).await?;
        if Reflect::get(&piece, &"done".into())?.is_truthy() {
            return Ok(body);
        }
        patience.renew(SILENCE_MS);
        let bytes: Uint8Array = Reflect::get(&piece, &"value".into())?.dyn_into()?;
        body.extend(bytes.to_vec());
    }
}

/// A timer that aborts the request when it is not renewed.
struct Patience {
    window: Window,
    timer: Cell<Option<i32>>,
    ran_out: Rc<Cell<bool>>,
    abort: Closure<dyn Fn()>,
}

impl Patience {
    fn new(window: &Window, controller: &AbortController) -> Self {
        let ran_out = Rc::new(Cell::new(false));
        let abort = Closure::new({
            let (ran_out, controller) = (ran_out.clone(), controller.clone());
            move || {
                ran_out.set(true);
                controller.abort();
            }
        });
        Self { window: window.clone(), timer: Cell::new(None), ran_out, abort }
    }
    fn renew(&self, limit_ms: i32) {
        self.end();
        let abort: &Function = self.abort.as_ref().unchecked_ref();
        let timer =
            self.window.set_timeout_with_callback_and_timeout_and_arguments_0(abort, limit_ms);
        self.timer.set(timer.ok());
    }
    fn end(&self) {
        if let Some(timer) = self.timer.take() {
            self.window.clear_timeout_with_handle(timer);
        }
    }
    fn ran_out(&self) -> bool {
        self.ran_out.get()
    }
}

impl Drop for Patience {
    fn drop(&mut self) {
        self.end();
    }
}
