//! Where a visit begins: search, what happens in life, my dossiers.
//!
//! Not here: how search ranks (see [`domain::text::search`]).

use crate::components::{
    DossierCard, Icon, LoadProblem, Page, Shape, act, flag, keep, part, text as text_of,
};
use crate::context::{Load, use_catalogue, use_dossiers, use_today, use_words};
use crate::i18n::Words;
use crate::route::Route;
use domain::catalogue::{CatalogueIndex, IndexEntry};
use domain::date::Date;
use domain::text;
use leptos::prelude::*;
use std::sync::Arc;

/// Dossiers shown here; the rest is one link away.
const MAX_DOSSIERS: usize = 3;
/// Results shown without asking for more letters.
const MAX_RESULTS: usize = 20;

/// The page.
#[component]
pub(crate) fn Home() -> impl IntoView {
    let (words, catalogue) = (use_words(), use_catalogue());
    let query = RwSignal::new(String::new());
    let event = RwSignal::new(None::<String>);
    let results = move || match catalogue.index() {
        None => view! { <LoadProblem problem=Load::Waiting/> }.into_any(),
        Some(Err(error)) => view! { <LoadProblem problem=Load::Catalogue(error)/> }.into_any(),
        Some(Ok(index)) => view! { <Results index=index query=query event=event/> }.into_any(),
    };
    view! {
        <Page title=words.home_title().to_owned()>
            <p class="home__lead">{words.home_lead()}</p>
            <SearchBox query=query/>
            {part(results)}
            <MyDossiers/>
        </Page>
    }
    .into_any()
}

#[component]
fn SearchBox(query: RwSignal<String>) -> impl IntoView {
    let words = use_words();
    let is_empty = flag(move || query.get().is_empty());
    view! {
        <form class="search" role="search" on:submit=act(|event: leptos::ev::SubmitEvent| event.prevent_default())>
            <label class="visually-hidden" for="search">{words.search_label()}</label>
            <input
                class="search__input"
                id="search"
                type="search"
                autocomplete="off"
                enterkeyhint="search"
                placeholder=words.search_example()
                prop:value=text_of(move || query.get())
                on:input=act(move |event| query.set(event_target_value(&event)))
            />
            <span class="search__sign"><Icon shape=Shape::Search/></span>
            <button
                class="search__clear"
                type="button"
                hidden=is_empty
                on:click=act(move |_| query.set(String::new()))
            >
                {words.clear_search()}
            </button>
        </form>
    }
    .into_any()
}

/// What was found, or the ways to browse while nothing is typed.
#[component]
fn Results(
    index: Arc<CatalogueIndex>,
    query: RwSignal<String>,
    event: RwSignal<Option<String>>,
) -> impl IntoView {
    let words = use_words();
    let searched = index.clone();
    let found = keep(move || find(&searched, &query.get(), event.get().as_deref()));
    let count = text_of(move || match query.get().trim().is_empty() {
        true => String::new(),
        false => words.n_found(&found.get().len().to_string()),
    });
    let events = index.clone();
    let list = move || {
        if query.get().trim().is_empty() && event.get().is_none() {
            return by_field(words, &index);
        }
        let found = found.get();
        if found.is_empty() {
            return view! { <NoneFound query=query.get()/> }.into_any();
        }
        let items = found.into_iter().take(MAX_RESULTS).filter_map(|at| index.procedures.get(at));
        list_of(items.collect())
    };
    view! {
        <Events index=events query=query event=event/>
        <p class="home__count" role="status">{count}</p>
        {part(list)}
    }
    .into_any()
}

/// Indexes of what to list: what was searched, or what belongs to a life event, or everything.
fn find(index: &CatalogueIndex, query: &str, event: Option<&str>) -> Vec<usize> {
    if !query.trim().is_empty() {
        return text::search(index, &crate::platform::page::normalize(query));
    }
    let belongs = |entry: &IndexEntry| match event {
        Some(event) => entry.events.iter().any(|of| of == event),
        None => true,
    };
    (0..).zip(&index.procedures).filter(|(_, entry)| belongs(entry)).map(|(at, _)| at).collect()
}

fn list_of(entries: Vec<&IndexEntry>) -> AnyView {
    let items = entries.into_iter().cloned();
    let items = items.map(|entry| view! { <Found entry=entry/> }.into_any());
    view! { <ul class="procedure-list">{items.collect::<Vec<_>>()}</ul> }.into_any()
}

/// The whole list, a field a fold; what belongs to a field this version does not know comes last.
fn by_field(words: Words, index: &CatalogueIndex) -> AnyView {
    let fields = fields(words);
    let place = |entry: &IndexEntry| fields.iter().position(|(id, _)| *id == entry.field);
    let labels = fields.iter().map(|(_, label)| *label).chain([words.field_other()]);
    let folds = labels.enumerate().filter_map(|(at, label)| {
        let belongs = |entry: &&IndexEntry| place(entry).unwrap_or(fields.len()) == at;
        let entries: Vec<_> = index.procedures.iter().filter(belongs).collect();
        let n = entries.len();
        (n > 0).then(|| {
            view! {
                <details class="fold">
                    <summary class="fold__title">{label} " (" {n.to_string()} ")"</summary>
                    {list_of(entries)}
                </details>
            }
            .into_any()
        })
    });
    view! {
        <section>
            <h2 class="events__title">{words.by_field()}</h2>
            {folds.collect::<Vec<_>>()}
        </section>
    }
    .into_any()
}

#[component]
fn NoneFound(query: String) -> impl IntoView {
    let words = use_words();
    view! {
        <div class="home__none">
            <p>{words.none_found(&query)}</p>
            <p>{words.none_found_hint()}</p>
        </div>
    }
    .into_any()
}

/// Life events that have procedures, as buttons that narrow the list.
#[component]
fn Events(
    index: Arc<CatalogueIndex>,
    query: RwSignal<String>,
    event: RwSignal<Option<String>>,
) -> impl IntoView {
    let words = use_words();
    let has = |id: &str| index.procedures.iter().any(|entry| entry.events.iter().any(|e| e == id));
    let buttons = events(words).into_iter().filter(|(id, _)| has(id)).map(|(id, label)| {
        let is_chosen = move || event.get().as_deref() == Some(id);
        let pressed = text_of(move || is_chosen().to_string());
        let choose = move |_| event.set((!is_chosen()).then(|| id.to_owned()));
        view! {
            <button class="events__button" aria-pressed=pressed on:click=act(choose)>{label}</button>
        }
        .into_any()
    });
    view! {
        <section class="events" hidden=flag(move || !query.get().trim().is_empty())>
            <h2 class="events__title">{words.by_event()}</h2>
            <div class="events__buttons">{buttons.collect::<Vec<_>>()}</div>
        </section>
    }
    .into_any()
}

/// Life events with their words.
pub(super) fn events(words: Words) -> [(&'static str, &'static str); 7] {
    [
        ("xay-sua-nha", words.event_xay_sua_nha()),
        ("mo-quan-kinh-doanh", words.event_mo_quan_kinh_doanh()),
        ("con-di-hoc", words.event_con_di_hoc()),
        ("nha-dat", words.event_nha_dat()),
        ("khai-sinh-ket-hon", words.event_khai_sinh_ket_hon()),
        ("giay-to-tuy-than", words.event_giay_to_tuy_than()),
        ("hoi-nhom", words.event_hoi_nhom()),
    ]
}

fn fields(words: Words) -> [(&'static str, &'static str); 9] {
    [
        ("xay-dung", words.field_xay_dung()),
        ("via-he", words.field_via_he()),
        ("dat-dai", words.field_dat_dai()),
        ("kinh-doanh", words.field_kinh_doanh()),
        ("giao-duc", words.field_giao_duc()),
        ("hoi", words.field_hoi()),
        ("ho-tich", words.field_ho_tich()),
        ("chung-thuc", words.field_chung_thuc()),
        ("cu-tru", words.field_cu_tru()),
    ]
}

/// One procedure of the list.
#[component]
fn Found(entry: IndexEntry) -> impl IntoView {
    let (words, today) = (use_words(), use_today());
    let state = state_words(words, &entry, today.get_untracked());
    let state =
        (!state.is_empty()).then(|| view! { <span class="tag tag--warning">{state}</span> });
    view! {
        <li class="procedure-list__item">
            <a class="procedure-list__link" href=Route::Procedure(entry.id).path()>
                <span class="procedure-list__name">{words.text(&entry.short)}</span>
                <Icon shape=Shape::Next/>
            </a>
            <p class="procedure-list__audience">{words.text(&entry.audience)}</p>
            {state}
        </li>
    }
    .into_any()
}

/// What is unlike an ordinary procedure today; empty when nothing is.
fn state_words(words: Words, entry: &IndexEntry, today: Date) -> &'static str {
    let now = entry
        .editions
        .iter()
        .find(|e| e.valid_from <= today && e.valid_until.is_none_or(|until| today < until));
    match now.map(|edition| edition.status) {
        None => words.status_not_yet(),
        Some(status) => words.status_tag(status),
    }
}

#[component]
fn MyDossiers() -> impl IntoView {
    let (words, dossiers) = (use_words(), use_dossiers());
    let list = move || match dossiers.get() {
        Load::Ready(dossiers) if dossiers.is_empty() => {
            view! { <p>{words.no_dossiers()}</p> }.into_any()
        }
        Load::Ready(dossiers) => {
            let cards = dossiers.iter().take(MAX_DOSSIERS).cloned();
            let cards = cards.map(|dossier| view! { <DossierCard dossier=dossier/> }.into_any());
            let all = (dossiers.len() > MAX_DOSSIERS).then(|| {
                view! { <a href=Route::Dossiers.path()>{words.all_my_dossiers()}</a> }
            });
            view! { <ul class="dossier-list">{cards.collect::<Vec<_>>()}</ul> {all} }.into_any()
        }
        Load::Store(error) => view! { <LoadProblem problem=Load::Store(error)/> }.into_any(),
        _ => view! { <LoadProblem problem=Load::Waiting/> }.into_any(),
    };
    view! {
        <section class="home__dossiers">
            <h2>{words.my_dossiers()}</h2>
            {part(list)}
        </section>
    }
    .into_any()
}
