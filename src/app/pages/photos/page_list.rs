//! The pages of a paper: seen small, turned, ordered, taken off and put back.
//!
//! Invariant: "Taking a page off can be undone until the next step."

use super::PaperContext;
use crate::components::{Kept, act, flag, keep, part, text, trouble};
use crate::context::{Opened, Reading, ReplicaService};
use crate::platform::image::{rotate, thumbnail};
use crate::platform::{page, time};
use domain::dossier::{FieldState, Page};
use domain::ids::{OperationId, Sha256};
use domain::operation::{FieldKey, Payload};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::canonical::sha256;
use replica::Image;
use std::rc::Rc;

/// A page that was taken off, as it can be put back.
#[derive(Clone)]
struct Removed {
    number: usize,
    image: Image,
}

/// What the buttons of the list share.
#[derive(Clone)]
struct ListContext {
    paper: PaperContext,
    trouble: RwSignal<Option<String>>,
    removed: RwSignal<Option<Removed>>,
}

/// The list.
#[component]
pub(super) fn PageList(
    context: PaperContext,
    /// Whether it is only for reading.
    is_closed: bool,
) -> impl IntoView {
    let words = context.words;
    let list = ListContext {
        paper: context.clone(),
        trouble: RwSignal::new(None),
        removed: RwSignal::new(None),
    };
    let (shown, keyed) = (context.clone(), list.clone());
    let total = move || {
        let pages = shown.pages();
        let bytes = pages.iter().map(|page| u64::from(page.image.size_bytes)).sum();
        match pages.len() {
            0 => words.state_missing().to_owned(),
            n => words.n_pages_size(&n.to_string(), &words.size(bytes)),
        }
    };
    let (opened, order) = (context.opened, FieldKey::Order(context.id.clone()));
    let conflict = text(move || {
        let differs =
            opened.with(|opened| matches!(opened.dossier.field(&order), FieldState::Conflict(_)));
        if differs { words.order_conflict().to_owned() } else { String::new() }
    });
    view! {
        <section class="photo__pages">
            <h2>{words.photos_pages()}</h2>
            <p>{text(total)}</p>
            <p class="field__error">{conflict}</p>
            {trouble(list.trouble)}
            <Undo list=list/>
            <ol class="photo__list">
                <For each=move || context.pages() key=|page| page.attach let:page>
                    <PageItem list=keyed.clone() page=page is_closed=is_closed/>
                </For>
            </ol>
        </section>
    }
    .into_any()
}

#[component]
fn Undo(list: ListContext) -> impl IntoView {
    let (words, removed) = (list.paper.words, list.removed);
    let offer = move || {
        let Some(Removed { number, image }) = removed.get() else { return ().into_any() };
        let list = list.clone();
        let put_back = move |_| {
            list.removed.set(None);
            spawn_local(replace(list.clone(), None, number, image.clone()));
        };
        view! {
            <p class="photo__undo">
                <span>{words.page_removed(&number.to_string())}</span>
                <button class="button button--small" on:click=act(put_back)>{words.undo()}</button>
            </p>
        }
        .into_any()
    };
    view! { <div role="status">{part(offer)}</div> }.into_any()
}

#[component]
fn PageItem(list: ListContext, page: Page, is_closed: bool) -> impl IntoView {
    let (words, attach) = (list.paper.words, page.attach);
    let paper = list.paper.clone();
    let at = keep(move || paper.pages().iter().position(|page| page.attach == attach).unwrap_or(0));
    let number = move || (at.get() + 1).to_string();
    let name = words.text(&list.paper.paper.name);
    let alt = text(move || words.page_alt(&number(), &name));
    let size = words.size(u64::from(page.image.size_bytes));
    let tools = (!is_closed).then(|| view! { <Tools list=list.clone() page=page.clone() at=at/> });
    view! {
        <li class="photo__page">
            <Picture replica=list.paper.replica sha256=page.image.sha256 alt=alt/>
            <div class="photo__about">
                <p>{text(move || words.page_number(&number()))} " · " {size}</p>
                {tools}
            </div>
        </li>
    }
    .into_any()
}

/// The small picture. Its address is given back when the page leaves the screen.
#[component]
fn Picture(replica: ReplicaService, sha256: Sha256, alt: Signal<String>) -> impl IntoView {
    let words = crate::context::use_words();
    let small = Reading::begin(move || async move {
        let bytes = replica.find()?.blob(sha256).await.ok()??;
        thumbnail(&bytes).await.map(Rc::new)
    });
    part(move || match small.get() {
        None => view! { <span class="photo__picture"></span> }.into_any(),
        Some(None) => {
            view! { <span class="photo__picture">{words.picture_missing()}</span> }.into_any()
        }
        Some(Some(small)) => view! {
            <img class="photo__picture" src=small.address.clone() alt=alt decoding="async"/>
        }
        .into_any(),
    })
}

/// The buttons of one page.
#[component]
fn Tools(list: ListContext, page: Page, at: Kept<usize>) -> impl IntoView {
    let words = list.paper.words;
    let (turned, up, down, taken) = (list.clone(), list.clone(), list.clone(), list.clone());
    let (sha256, attach) = (page.image.sha256, page.attach);
    let number = move || at.get_untracked() + 1;
    let turn = move |_| spawn_local(turn(turned.clone(), attach, sha256, number()));
    let take_off = move |_| spawn_local(take_off(taken.clone(), attach, sha256, number()));
    let paper = list.paper;
    let is_last = move || at.get() + 1 >= paper.pages().len();
    let which = text(move || words.of_page(&(at.get() + 1).to_string()));
    let button = move |label: &'static str| {
        view! { {label} " " <span class="visually-hidden">{which}</span> }
    };
    view! {
        <div class="photo__tools">
            <button class="button button--small button--quiet" on:click=act(turn)>
                {button(words.rotate_page())}
            </button>
            <button
                class="button button--small button--quiet"
                disabled=flag(move || at.get() == 0)
                id=format!("up-{attach}")
                on:click=act(move |_| move_page(&up.paper, attach, Step::Up))
            >
                {button(words.move_up())}
            </button>
            <button
                class="button button--small button--quiet"
                disabled=flag(is_last)
                id=format!("down-{attach}")
                on:click=act(move |_| move_page(&down.paper, attach, Step::Down))
            >
                {button(words.move_down())}
            </button>
            <button class="button button--small button--quiet" on:click=act(take_off)>
                {button(words.remove_page())}
            </button>
        </div>
    }
    .into_any()
}

/// Writes down the order of pages.
fn record_order(paper: &PaperContext, order: &[OperationId]) {
    let order = order.iter().map(|id| Payload::Text(id.to_string())).collect();
    paper.record(FieldKey::Order(paper.id.clone()), Payload::List(order));
}

/// One place up or down.
#[derive(Clone, Copy)]
enum Step {
    Up,
    Down,
}

fn move_page(paper: &PaperContext, attach: OperationId, step: Step) {
    let mut order: Vec<OperationId> =
        untrack(|| paper.pages()).iter().map(|page| page.attach).collect();
    let from = order.iter().position(|id| *id == attach);
    let to = from.and_then(|from| match step {
        Step::Up => from.checked_sub(1),
        Step::Down => Some(from + 1).filter(|to| *to < order.len()),
    });
    if let (Some(from), Some(to)) = (from, to) {
        order.swap(from, to);
        record_order(paper, &order);
        spawn_local(keep_focus(attach, step));
    }
}

/// A page that moves takes the focus from its button; it comes back, to the other button at either end.
async fn keep_focus(attach: OperationId, step: Step) {
    let ids = match step {
        Step::Up => ["up", "down"],
        Step::Down => ["down", "up"],
    };
    for _ in 0..10 {
        time::sleep_ms(50).await;
        if page::has_no_focus() {
            ids.iter().for_each(|id| {
                if page::has_no_focus() {
                    page::focus_id(&format!("{id}-{attach}"));
                }
            });
        }
    }
}

async fn bytes_of(list: &ListContext, sha256: Sha256) -> Option<Vec<u8>> {
    let bytes = list.paper.replica.find()?.blob(sha256).await.ok().flatten();
    if bytes.is_none() {
        list.trouble.try_set(Some(list.paper.words.picture_missing().to_owned()));
    }
    bytes
}

/// Turns a page: the turned picture takes its place.
async fn turn(list: ListContext, attach: OperationId, sha256: Sha256, number: usize) {
    let Some(bytes) = bytes_of(&list, sha256).await else { return };
    match rotate(&bytes).await {
        Ok(image) => replace(list, Some(attach), number, image).await,
        Err(error) => {
            let text = list.paper.words.image_error(&error);
            list.trouble.try_set(Some(text));
        }
    }
}

/// Takes a page off, keeping its picture for the undo.
async fn take_off(list: ListContext, attach: OperationId, sha256: Sha256, number: usize) {
    let paper = &list.paper;
    let Some(Opened { dossier, edition_id, .. }) = paper.opened.try_get_untracked() else { return };
    let page = dossier.pages.get(&paper.id).into_iter().flatten().find(|p| p.attach == attach);
    let size = page.map(|page| (page.image.width, page.image.height));
    let bytes = match &paper.replica.find() {
        Some(replica) => replica.blob(sha256).await.ok().flatten(),
        None => None,
    };
    let removed = bytes
        .zip(size)
        .map(|(bytes, (width, height))| Removed { number, image: Image { bytes, width, height } });
    match paper.replica.detach(dossier.id, edition_id, paper.id.clone(), attach).await {
        Ok(_) => {
            list.removed.try_set(removed);
            list.trouble.try_set(None);
        }
        Err(error) => {
            list.trouble.try_set(Some(paper.words.save_error(&error)));
        }
    }
}

/// Puts a picture at a place of the order, instead of a page when one is named.
async fn replace(list: ListContext, instead: Option<OperationId>, number: usize, image: Image) {
    let paper = &list.paper;
    let Some(Opened { dossier, edition_id, .. }) = paper.opened.try_get_untracked() else { return };
    let new = sha256(&image.bytes);
    let mut order: Vec<OperationId> = dossier
        .pages
        .get(&paper.id)
        .into_iter()
        .flatten()
        .map(|page| page.attach)
        .filter(|id| Some(*id) != instead)
        .collect();
    let service = paper.replica;
    let attached = service.attach(dossier.id, edition_id.clone(), paper.id.clone(), image).await;
    if let Err(error) = attached {
        list.trouble.try_set(Some(paper.words.save_error(&error)));
        return;
    }
    if let Some(old) = instead {
        let detached = service.detach(dossier.id, edition_id, paper.id.clone(), old).await;
        if let Err(error) = detached {
            list.trouble.try_set(Some(paper.words.save_error(&error)));
            return;
        }
    }
    let Some(replica) = service.find() else { return };
    let Ok(Some(now)) = replica.dossier(dossier.id).await else { return };
    let mut pages = now.pages.get(&paper.id).into_iter().flatten();
    if let Some(page) = pages.find(|page| page.image.sha256 == new) {
        order.insert((number - 1).min(order.len()), page.attach);
        record_order(paper, &order);
    }
}
