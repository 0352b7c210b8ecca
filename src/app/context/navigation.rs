//! Where the page is, and going elsewhere.
//!
//! Invariant: "The address always names the page that is shown."

use crate::platform::{history, page, worker};
use crate::route::Route;
use leptos::prelude::*;

/// The present route.
#[derive(Clone, Copy)]
pub(crate) struct Navigation {
    route: RwSignal<Route>,
    /// The next heading takes the focus: the person came here from another page.
    wants_focus: StoredValue<bool>,
    /// Steps into the app since this visit began: as many can be taken back without leaving it.
    n_steps: StoredValue<u32>,
}

impl Navigation {
    pub(super) fn new() -> Self {
        let route = RwSignal::new(history::current());
        let wants_focus = StoredValue::new(false);
        let navigation = Self { route, wants_focus, n_steps: StoredValue::new(0) };
        history::on_pop(move |to| {
            navigation.n_steps.update_value(|n| *n = n.saturating_sub(1));
            navigation.arrive(to);
        });
        history::on_link(move |to| navigation.go(to));
        history::on_fragment(|| {
            if history::current() == Route::Shared {
                worker::reload();
            }
        });
        navigation
    }
    /// The present route as a signal that only speaks when it changes.
    pub(crate) fn changes(self) -> Memo<Route> {
        let route = self.route;
        Memo::new(move |_| route.get())
    }
    /// Goes on; Back returns here.
    pub(crate) fn go(self, to: Route) {
        if self.route.get_untracked() != to {
            history::push(&to);
            self.n_steps.update_value(|n| *n = n.saturating_add(1));
            page::scroll_to_top();
            self.arrive(to);
        }
    }
    /// Goes on without a step for Back: for addresses that only lead to another.
    pub(crate) fn replace(self, to: Route) {
        history::replace(&to);
        self.arrive(to);
    }
    fn arrive(self, to: Route) {
        self.wants_focus.set_value(true);
        self.route.set(to);
    }
    /// Whether the heading that just appeared should take the focus; says so once for every step.
    pub(crate) fn take_focus(self) -> bool {
        let wants = self.wants_focus.get_value();
        self.wants_focus.set_value(false);
        wants
    }
    /// One step back, or to `otherwise` when this is where the visit began.
    pub(crate) fn back(self, otherwise: Route) {
        match self.n_steps.get_value() {
            0 => self.go(otherwise),
            _ => history::back(),
        }
    }
}

/// The navigation of this page.
pub(crate) fn use_navigation() -> Navigation {
    expect_context()
}
