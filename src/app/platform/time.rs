//! The device's clock, for display and for waiting.
//!
//! Invariant: "Nothing is decided by this clock but what is shown."

use super::window;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;

/// Seconds since 1970 UTC by the device's clock.
pub(crate) fn now_s() -> i64 {
    // A clock beyond ±10¹⁰ seconds is nonsense either way; the cast saturates.
    (js_sys::Date::now() / 1000.0) as i64
}

/// The device's clock for the replica.
pub(crate) struct DeviceClock;

impl replica::Clock for DeviceClock {
    fn now_s(&self) -> i64 {
        now_s()
    }
}

/// Resolves after this many milliseconds.
pub(crate) async fn sleep_ms(duration_ms: i32) {
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = window() {
            let _ =
                window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, duration_ms);
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// A call that was put off; dropping or replacing it does not take it back, [`Self::cancel`] does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Delayed(i32);

impl Delayed {
    /// Calls once after this many milliseconds.
    pub(crate) fn after_ms(duration_ms: i32, call: impl FnOnce() + 'static) -> Self {
        let closure = Closure::once_into_js(call);
        let handle = window().and_then(|w| {
            w.set_timeout_with_callback_and_timeout_and_arguments_0(
                closure.unchecked_ref(),
                duration_ms,
            )
            .ok()
        });
        Self(handle.unwrap_or(0))
    }
    /// Takes it back, unless it has been called.
    pub(crate) fn cancel(self) {
        if let Some(window) = window() {
            window.clear_timeout_with_handle(self.0);
        }
    }
}
