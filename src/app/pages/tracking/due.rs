//! The date that follows from the time limit, with how it was worked out.

use crate::components::part;
use crate::context::{Opened, use_catalogue, use_words};
use crate::i18n::Words;
use crate::platform::time;
use domain::calendar::{DueDate, due_date};
use domain::catalogue::{Calendar, TimeLimit, TimeUnit};
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
    let derived = move || {
        let index = catalogue.index()?.ok()?;
        let due = due_date(&index.calendar, received_on, amount, limit.unit);
        let limit = (limit.clone(), amount, received_on);
        Some(derivation(words, &index.calendar, &limit, &due))
    };
    let derived = move || derived().unwrap_or_else(|| ().into_any());
    view! {
        <section class="tracking__due">
            <h2>{words.due_title()}</h2>
            <p>{lead}</p>
            {part(derived)}
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

fn derivation(
    words: Words,
    calendar: &Calendar,
    (limit, amount, received_on): &(TimeLimit, u16, Date),
    due: &DueDate,
) -> AnyView {
    let date = words.date(due.due_on);
    let date = if due.about { words.due_about(&date) } else { date };
    let unit = match limit.unit {
        TimeUnit::WorkingDay => words.unit_working_day(),
        TimeUnit::CalendarDay => words.unit_calendar_day(),
        TimeUnit::WorkingHour => words.unit_working_hour(),
    };
    let passed = due.passed.iter().filter_map(|at| calendar.days.get(*at)).map(|day| {
        let text = words.due_passed(&words.date(day.on), &words.text(&day.name));
        view! { <li>{text}</li> }.into_any()
    });
    let passed = passed.collect::<Vec<_>>();
    let passed =
        (!passed.is_empty()).then(|| view! { <p>{words.due_passed_title()}</p> <ul>{passed}</ul> });
    view! {
        <p class="tracking__date">{date}</p>
        <details>
            <summary>{words.due_how()}</summary>
            <p>{words.due_limit(&amount.to_string(), unit)} " " {limit.provenance.legal.clone()}</p>
            <p>{words.text(&limit.note)}</p>
            <p>{words.due_received(&words.date(*received_on))}</p>
            <p>{words.due_first(&words.date(due.first_day))}</p>
            {passed}
        </details>
    }
    .into_any()
}
