//! Fetching the catalogue's files, from the worker's cache when there is no network.

use super::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

/// Why a file could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FetchError {
    /// Neither network nor cache has it.
    Unreachable,
    /// The reply is not the file: another status, or not what was asked for.
    NotOurs,
}

/// The bytes of a file of this site.
pub(crate) async fn fetch(path: &str) -> Result<Vec<u8>, FetchError> {
    let window = window().ok_or(FetchError::Unreachable)?;
    let response: Response = JsFuture::from(window.fetch_with_str(path))
        .await
        .map_err(|_| FetchError::Unreachable)?
        .dyn_into()
        .map_err(|_| FetchError::Unreachable)?;
    if !response.ok() {
        return Err(FetchError::NotOurs);
    }
    let buffer = response.array_buffer().map_err(|_| FetchError::Unreachable)?;
    let buffer = JsFuture::from(buffer).await.map_err(|_| FetchError::Unreachable)?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}
