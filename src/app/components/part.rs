//! Parts of a page that follow signals, and handlers, in few types.
//!
//! Not here: anything a person sees.
//!
//! Invariant: "A closure type of its own brings the whole machinery again; these bring it once."

use leptos::prelude::*;

/// A part of a page that is made anew whenever a signal changes that `view` reads.
pub(crate) fn part(view: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    let view: Box<dyn FnMut() -> AnyView + Send> = Box::new(view);
    view.into_any()
}

/// A text that follows signals.
pub(crate) fn text(read: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    Signal::derive(read)
}

/// Something that is so or not, for classes and attributes.
pub(crate) fn flag(read: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    Signal::derive(read)
}

/// A handler of events.
pub(crate) fn act<E>(handle: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(handle)
}
