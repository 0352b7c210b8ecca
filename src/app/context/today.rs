//! The present day in Vietnam, looked at again whenever the page is shown.

use crate::platform::{life, time};
use domain::date::Date;
use leptos::prelude::*;

/// The present day.
#[derive(Clone, Copy)]
pub(super) struct Today {
    day: RwSignal<Date>,
}

impl Today {
    pub(super) fn new() -> Self {
        let day = RwSignal::new(Date::in_vietnam(time::now_s()));
        life::on_visible(move || {
            let now = Date::in_vietnam(time::now_s());
            if day.get_untracked() != now {
                day.set(now);
            }
        });
        Self { day }
    }
}

/// The present day in Vietnam.
pub(crate) fn use_today() -> Signal<Date> {
    expect_context::<Today>().day.into()
}
