//! One line of the checklist on the screen.

use super::Overview;
use super::line::{Line, PaperState};
use crate::components::{
    Choice, Icon, Kept, OpenedSignal, Provenance, Radios, Shape, act, flag, follow, keep, part,
    text,
};
use crate::context::{use_catalogue, use_replica, use_words};
use crate::pages::procedure::facts;
use crate::route::Route;
use domain::catalogue::{Fate, Paper, Text};
use domain::condition::Truth;
use domain::dossier::Stage;
use domain::ids::{DossierId, PaperId};
use domain::operation::{FieldKey, Kind, Payload};
use leptos::prelude::*;
use replica::Change;

/// The line.
#[component]
pub(super) fn PaperLine(
    opened: OpenedSignal,
    overview: Kept<Overview>,
    id: PaperId,
) -> impl IntoView {
    let words = use_words();
    let now = opened.get_untracked();
    let (Some(paper), dossier) = (now.edition.find_paper(&id).cloned(), now.dossier.id) else {
        return ().into_any();
    };
    let line = keep(move || {
        overview.with(|overview| overview.lines.iter().find(|line| line.paper == id).cloned())
    });
    let is_open = overview.with_untracked(|overview| overview.stage) == Stage::Draft;
    let state = keep(move || line.get().map_or(PaperState::Missing, |line| line.state));
    let amounts = text(move || line.get().map(|line| line.amounts).unwrap_or_default());
    let is_ready = flag(move || state.get().is_ready());
    let state_words = text(move || state.get().words(words));
    let sign = move || view! { <Icon shape=shape_of(state.get())/> }.into_any();
    let (needed_for, catalogue) = (paper.needed_for.clone(), use_catalogue());
    let parts = text(move || facts::parts(words, catalogue, &needed_for));
    let actions = is_open.then(|| view! { <Actions opened=opened line=line dossier=dossier/> });
    view! {
        <li class="checklist__line" class:checklist__line--ready=is_ready>
            <span class="checklist__sign">{part(sign)}</span>
            <div class="checklist__body">
                <h2 class="checklist__name">{words.text(&paper.name)}</h2>
                <p class="checklist__state">{state_words}</p>
                <p class="checklist__amounts">{amounts}</p>
                <p class="checklist__amounts">{parts}</p>
                <Why line=line legal=paper.provenance.legal.clone() dossier=dossier/>
                {actions}
                <More opened=opened paper=paper/>
            </div>
        </li>
    }
    .into_any()
}

const fn shape_of(state: PaperState) -> Shape {
    match state {
        PaperState::Undecided => Shape::Question,
        PaperState::NeedsDetail => Shape::Mind,
        state if state.is_ready() => Shape::Tick,
        _ => Shape::Open,
    }
}

/// Why it is needed, or which question decides it.
#[component]
fn Why(line: Kept<Option<Line>>, legal: String, dossier: DossierId) -> impl IntoView {
    let words = use_words();
    let why = move || {
        let Some(line) = line.get() else { return ().into_any() };
        if line.needed == Truth::Unknown {
            return view! { <Settling line=line dossier=dossier/> }.into_any();
        }
        let legal = (!legal.is_empty()).then(|| {
            view! {
                <span class="checklist__legal">" (" {legal.clone()} ")"</span>
            }
        });
        view! { <p class="checklist__why">{words.why()} " " {line.why} {legal}</p> }.into_any()
    };
    part(why)
}

#[component]
fn Settling(line: Line, dossier: DossierId) -> impl IntoView {
    let words = use_words();
    let items = line.settling.into_iter().map(|(question, ask)| {
        let to = Route::ChangeAnswer { dossier, question };
        view! {
            <p class="checklist__why">
                {words.depends_on(&ask)} " "
                <a class="no-print" href=to.path()>{words.answer_it()}</a>
            </p>
        }
        .into_any()
    });
    view! { {items.collect::<Vec<_>>()} }.into_any()
}

/// What to do next about it, and how it reaches the office.
#[component]
fn Actions(opened: OpenedSignal, line: Kept<Option<Line>>, dossier: DossierId) -> impl IntoView {
    let kind = keep(move || {
        line.get().map(|line| (line.paper, line.fates, line.fate == Some(Fate::FilledIn)))
    });
    let shown = move || match kind.get() {
        None => ().into_any(),
        Some((_, _, true)) => view! { <FillIn dossier=dossier/> }.into_any(),
        Some((paper, fates, false)) => view! {
            <PhotoAndPaper opened=opened line=line dossier=dossier paper=paper.clone()/>
            <Ways opened=opened line=line paper=paper fates=fates/>
        }
        .into_any(),
    };
    view! { <div class="checklist__actions no-print">{part(shown)}</div> }.into_any()
}

#[component]
fn FillIn(dossier: DossierId) -> impl IntoView {
    let words = use_words();
    let to = Route::Form { dossier, section: None };
    view! { <a class="button button--small button--quiet" href=to.path()>{words.fill_in()}</a> }
        .into_any()
}

#[component]
fn PhotoAndPaper(
    opened: OpenedSignal,
    line: Kept<Option<Line>>,
    dossier: DossierId,
    paper: PaperId,
) -> impl IntoView {
    let words = use_words();
    let replica = use_replica();
    let to = Route::Photos { dossier, paper: paper.clone() };
    let has = flag(move || line.get().is_some_and(|line| line.is_on_paper));
    let label = text(move || match line.get().map(|line| line.state) {
        Some(PaperState::Photographed(_)) => words.see_photos().to_owned(),
        Some(PaperState::NeedsDetail) => words.state_needs_detail().to_owned(),
        _ => words.take_photos().to_owned(),
    });
    let tick = move |_| {
        let now = opened.get_untracked();
        let (kind, value) = match has.get_untracked() {
            true => (Kind::Unset, Payload::Null),
            false => (Kind::Set, Payload::Bool(true)),
        };
        let change = Change { field: FieldKey::Have(paper.clone()), kind, value };
        replica.record_soon(now.dossier.id, now.edition_id, change);
    };
    view! {
        <a class="button button--small button--quiet" href=to.path()>{label}</a>
        <label class="checklist__have">
            <input class="checklist__box" type="checkbox" prop:checked=has on:change=act(tick)/>
            {words.have_on_paper()}
        </label>
    }
    .into_any()
}

/// The ways it may reach the office, where there is a choice.
#[component]
fn Ways(
    opened: OpenedSignal,
    line: Kept<Option<Line>>,
    paper: PaperId,
    fates: Vec<Fate>,
) -> impl IntoView {
    let words = use_words();
    let replica = use_replica();
    if fates.len() < 2 {
        return ().into_any();
    }
    let name = format!("fate-{paper}");
    let choice =
        |fate: &Fate| Choice { id: fate.as_str().to_owned(), label: words.fate(*fate).to_owned() };
    let choices: Vec<Choice> = fates.iter().map(choice).collect();
    let chosen = move || line.get().and_then(|line| line.fate);
    let choose = move |id: String| {
        let now = opened.get_untracked();
        let field = FieldKey::Fate(paper.clone());
        let change = Change { field, kind: Kind::Set, value: Payload::Text(id) };
        replica.record_soon(now.dossier.id, now.edition_id, change);
    };
    let current =
        text(move || chosen().map_or(words.not_chosen(), |fate| words.fate(fate)).to_owned());
    view! {
        <details class="fold fold--small">
            <summary class="fold__title">{words.how_to_hand_in()} ": " {current}</summary>
            <Radios
                name=name
                legend=words.how_to_hand_in().to_owned()
                is_legend_hidden=true
                choices=choices
                chosen=follow(move || chosen().map(|fate| fate.as_str().to_owned()))
                on_choose=choose
            />
        </details>
    }
    .into_any()
}

/// How to get it, how old it may be, what a good one looks like, and where this is from.
#[component]
fn More(opened: OpenedSignal, paper: Paper) -> impl IntoView {
    let words = use_words();
    let part = |label: &'static str, text: &Text| {
        (!text.is_empty()).then(|| view! { <p><b>{label}": "</b> {words.text(text)}</p> })
    };
    let plain = (!paper.plain.is_empty()).then(|| view! { <p>{words.text(&paper.plain)}</p> });
    let sources = opened.with_untracked(|opened| opened.procedure.sources.clone());
    view! {
        <details class="fold fold--small no-print">
            <summary class="fold__title">{words.more_about_it()}</summary>
            {plain}
            {part(words.obtain(), &paper.obtain)}
            {part(words.max_age(), &paper.max_age)}
            {part(words.good_example(), &paper.good_example)}
            <Provenance facts=paper.provenance.clone() sources=sources/>
        </details>
    }
    .into_any()
}
