//! Parts of a page that follow signals, and handlers, in few types.
//!
//! Not here: anything a person sees.
//!
//! Invariant: "A closure type of its own brings the whole machinery again; these bring it once."

use core::any::Any;
use core::marker::PhantomData;
use leptos::prelude::*;
use std::sync::Arc;

/// A part of a page that is made anew whenever a signal changes that `view` reads.
pub(crate) fn part(view: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    let view: Box<dyn FnMut() -> AnyView + Send> = Box::new(view);
    view.into_any()
}

/// A text that follows signals.
pub(crate) fn text(read: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    follow(read)
}

/// Something that is so or not, for classes and attributes.
pub(crate) fn flag(read: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    follow(read)
}

/// A value that follows signals.
pub(crate) fn follow<T: Send + Sync + 'static>(
    read: impl Fn() -> T + Send + Sync + 'static,
) -> Signal<T> {
    let read: Box<dyn Fn() -> T + Send + Sync> = Box::new(read);
    Signal::derive(read)
}

/// A value that follows signals and speaks only when it becomes another.
pub(crate) struct Kept<T> {
    memo: Memo<Erased>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Kept<T> {}

type ReadErased = Box<dyn Fn(Option<&Erased>) -> Erased + Send + Sync>;

/// A value of any type that can be compared with another of its type.
#[derive(Clone)]
struct Erased {
    value: Arc<dyn Any + Send + Sync>,
    is_same: fn(&dyn Any, &dyn Any) -> bool,
}

impl PartialEq for Erased {
    fn eq(&self, other: &Self) -> bool {
        (self.is_same)(&*self.value, &*other.value)
    }
}

fn is_same<T: PartialEq + 'static>(one: &dyn Any, other: &dyn Any) -> bool {
    one.downcast_ref::<T>() == other.downcast_ref::<T>()
}

fn value_of<T: 'static>(erased: &Erased) -> &T {
    match erased.value.downcast_ref() {
        Some(value) => value,
        None => unreachable!("invariant: `keep` alone makes them, with the value of its type"),
    }
}

/// Keeps what `read` gives until it gives another.
pub(crate) fn keep<T: PartialEq + Send + Sync + 'static>(
    read: impl Fn() -> T + Send + Sync + 'static,
) -> Kept<T> {
    let read: ReadErased =
        Box::new(move |_| Erased { value: Arc::new(read()), is_same: is_same::<T> });
    Kept { memo: Memo::new(read), of: PhantomData }
}

impl<T: Clone + 'static> Kept<T> {
    /// The value; tracked.
    pub(crate) fn get(self) -> T {
        value_of::<T>(&self.memo.get()).clone()
    }
    /// The value; not tracked.
    pub(crate) fn get_untracked(self) -> T {
        value_of::<T>(&self.memo.get_untracked()).clone()
    }
    /// Looks at the value; tracked.
    pub(crate) fn with<U>(self, look: impl FnOnce(&T) -> U) -> U {
        look(value_of(&self.memo.get()))
    }
    /// Looks at the value; not tracked.
    pub(crate) fn with_untracked<U>(self, look: impl FnOnce(&T) -> U) -> U {
        look(value_of(&self.memo.get_untracked()))
    }
}

/// A handler of events.
pub(crate) fn act<E>(handle: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(handle)
}
