//! Something that is read asynchronously, and again whenever what it depends on changes.
//!
//! Not here: what is read.
//!
//! Invariant: "One machinery for all types: a resource type of its own for each would weigh a kilobyte apiece."

use core::any::Any;
use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use leptos::prelude::*;
use std::rc::Rc;

type Erased = Rc<dyn Any>;
type Later = Pin<Box<dyn Future<Output = Erased>>>;

/// Something that is being read.
pub(crate) struct Reading<T> {
    resource: LocalResource<Erased>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Reading<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Reading<T> {}

impl<T: Clone + 'static> Reading<T> {
    /// Begins now, and again whenever a signal changes that `begin` reads before its future.
    pub(crate) fn begin<F: Future<Output = T> + 'static>(begin: impl Fn() -> F + 'static) -> Self {
        let erased: Box<dyn Fn() -> Later> = Box::new(move || {
            let later = begin();
            Box::pin(async move { Rc::new(later.await) as Erased })
        });
        Self { resource: LocalResource::new(erased), of: PhantomData }
    }
    /// What was read last, `None` until the first time; tracked.
    pub(crate) fn get(self) -> Option<T> {
        find(&self.resource.get()?)
    }
    /// Waits for what is being read.
    pub(crate) async fn wait(self) -> Option<T> {
        find(&self.resource.await)
    }
    /// Reads again.
    pub(crate) fn again(self) {
        self.resource.refetch();
    }
}

fn find<T: Clone + 'static>(erased: &Erased) -> Option<T> {
    erased.downcast_ref::<T>().cloned()
}
