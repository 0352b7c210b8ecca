//! The date that follows from the time limit, with how it was worked out.

use crate::components::text;
use crate::context::{Opened, use_catalogue, use_words};
use crate::platform::time;
use domain::calendar::{DueDate, due_date};
use domain::checklist::checklist;
use domain::date::Date;
use domain::dossier::Stage;
use domain::operation::Kind;
use domain::relevance::relevant;
use leptos::prelude::*;
use protocol::envelope::Meaning;
use protocol::receipt::find_jws_parts;

/// The date; nothing before the dossier was sent.
#[component]
pub(super) fn Due(opened: Opened) -> impl IntoView {
    let (words, catalogue) = (use_words(), use_catalogue());
    if matches!(opened.dossier.stage(), Stage::Draft | Stage::Returned) {
        return ().into_any();
    }
    let list = checklist(&opened.edition, &relevant(&opened.edition, &opened.dossier).answers);
    let limit = list.time_limit.and_then(|at| opened.edition.time_limits.get(at)).cloned();
    let Some(limit) = limit else {
        return view! { <p>{words.due_undecided()}</p> }.into_any();
    };
    let Some(amount) = limit.amount.filter(|_| limit.provenance.is_firm()) else {
        return view! { <p>{words.due_unknown()}</p> }.into_any();
    };
    let received_on = received_on(&opened);
    let lead = match is_official(&opened) {
        true => words.due_not_promise(),
        false => words.due_pre_check(),
    };
    let (unit, note, legal) = (limit.unit, words.text(&limit.note), limit.provenance.legal);
    let calendar = move || catalogue.index()?.ok().map(|index| index.calendar.clone());
    let date = text(move || {
        let due = calendar().map(|calendar| due_date(&calendar, received_on, amount, unit));
        let said = |due: DueDate| match (words.date(due.due_on), due.about) {
            (date, true) => words.around(&date),
            (date, false) => date,
        };
        due.map(said).unwrap_or_default()
    });
    let derived = text(move || {
        let calendar = calendar().unwrap_or_default();
        words.deadline(&calendar, received_on, amount, unit)
    });
    view! {
        <section class="tracking__due">
            <h2>{words.due_title()}</h2>
            <p>{lead}</p>
            <p class="tracking__date">{date}</p>
            <p>{derived}</p>
            <p>{note}</p>
            <p class="provenance">{legal}</p>
        </section>
    }
    .into_any()
}

/// The day the office received everything; today while it has not.
fn received_on(opened: &Opened) -> Date {
    let received = opened.dossier.latest_event(&Kind::Receive);
    let at = received.map(|event| event.received_at.unwrap_or(event.operation.said_at));
    Date::in_vietnam(at.unwrap_or_else(time::now_s))
}

fn is_official(opened: &Opened) -> bool {
    let received = opened.dossier.latest_event(&Kind::Receive);
    let jws = received.and_then(|event| event.operation.value.member("jws")?.as_text());
    let statement = jws.and_then(find_jws_parts).map(|parts| parts.statement);
    statement.is_some_and(|statement| statement.meaning == Meaning::Official)
}
