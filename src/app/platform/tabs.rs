//! Tells the other tabs of this browser that dossiers changed.
//!
//! Not here: who may write (every tab may; see `replica`), who talks to the district.
//!
//! Invariant: "Correctness never depends on a message arriving."

use domain::ids::DossierId;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{BroadcastChannel, MessageEvent};

const CHANNEL: &str = "ho-so";

thread_local! {
    // One channel for speaking and hearing: a channel does not hear itself, two of one tab hear each other.
    static TABS: Option<BroadcastChannel> = BroadcastChannel::new(CHANNEL).ok();
}

/// Says which dossiers changed; none means "look again at everything".
pub(crate) fn announce(dossiers: &[DossierId]) {
    let text = dossiers.iter().map(DossierId::to_string).collect::<Vec<_>>().join(" ");
    // A closed channel only delays what the other tab sees.
    TABS.with(|tabs| tabs.as_ref().map(|channel| channel.post_message(&text.into())));
}

/// Hears the other tabs, for the life of the page.
pub(crate) fn listen(heard: impl Fn(Vec<DossierId>) + 'static) {
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let text = event.data().as_string().unwrap_or_default();
        heard(text.split(' ').filter_map(|id| id.parse().ok()).collect());
    });
    TABS.with(|tabs| {
        if let Some(channel) = tabs {
            channel.set_onmessage(Some(listener.as_ref().unchecked_ref()));
            listener.forget();
        }
    });
}
