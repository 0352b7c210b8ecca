//! Camera and files: one photo at a time becomes a page.
//!
//! Invariant: "Each failure names its file; pages before and after it are kept."

use super::PaperContext;
use crate::components::{Notice, Tone, act, flag, part, text};
use crate::context::Opened;
use crate::platform::image::{PickedFile, prepare, take_files};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What the last photos came to.
#[derive(Clone, Copy)]
struct Progress {
    /// "Preparing 2 of 5", while photos are being prepared.
    now: RwSignal<Option<(usize, usize)>>,
    n_added: RwSignal<usize>,
    failures: RwSignal<Vec<String>>,
}

impl Progress {
    fn fail(self, failure: String) {
        self.failures.try_update(|failures| failures.push(failure));
    }
}

/// Two buttons, what is going on, what failed.
#[component]
pub(super) fn Adding(context: PaperContext) -> impl IntoView {
    let words = context.words;
    let progress = Progress {
        now: RwSignal::new(None),
        n_added: RwSignal::new(0),
        failures: RwSignal::default(),
    };
    let state = move || match progress.now.get() {
        Some((index, of)) => words.preparing_photo(&index.to_string(), &of.to_string()),
        None => match progress.n_added.get() {
            0 => String::new(),
            n => words.photos_added(&n.to_string()),
        },
    };
    let add = move |event| {
        let files = take_files(&event);
        if !files.is_empty() && progress.now.get_untracked().is_none() {
            spawn_local(add_all(context.clone(), files, progress));
        }
    };
    let camera = add.clone();
    let busy = flag(move || progress.now.get().is_some());
    view! {
        <section class="photo__adding">
            <p>{words.photo_advice()}</p>
            <div class="photo__buttons">
                <label class="button photo__pick" class:photo__pick--busy=busy>
                    <input
                        class="visually-hidden"
                        id="camera"
                        type="file"
                        accept="image/*"
                        capture="environment"
                        disabled=busy
                        on:change=act(camera)
                    />
                    {words.take_photo()}
                </label>
                <label class="button button--quiet photo__pick" class:photo__pick--busy=busy>
                    <input
                        class="visually-hidden"
                        id="files"
                        type="file"
                        accept="image/*"
                        multiple=true
                        disabled=busy
                        on:change=act(add)
                    />
                    {words.pick_files()}
                </label>
            </div>
            <p role="status">{text(state)}</p>
            <Failures failures=progress.failures/>
        </section>
    }
    .into_any()
}

#[component]
fn Failures(failures: RwSignal<Vec<String>>) -> impl IntoView {
    let words = crate::context::use_words();
    let list = move || {
        let failures = failures.get();
        if failures.is_empty() {
            return ().into_any();
        }
        let items = failures.into_iter().map(|text| view! { <li>{text}</li> }.into_any());
        let items = items.collect::<Vec<_>>();
        view! {
            <Notice tone=Tone::Trouble>
                <h2>{words.photos_failed()}</h2>
                <ul class="photo__failures">{items}</ul>
            </Notice>
        }
        .into_any()
    };
    view! { <div role="alert">{part(list)}</div> }.into_any()
}

/// Prepares and saves one photo after the other; goes on to the end when the person leaves the page.
async fn add_all(context: PaperContext, files: Vec<PickedFile>, progress: Progress) {
    let Some(Opened { dossier, edition_id, .. }) = context.opened.try_get_untracked() else {
        return;
    };
    let (words, of, mut n_added) = (context.words, files.len(), 0);
    progress.failures.try_set(Vec::new());
    for (index, file) in (1..).zip(files) {
        progress.now.try_set(Some((index, of)));
        let image = match prepare(&file).await {
            Ok(image) => image,
            Err(error) => {
                progress.fail(words.failed_file(&file.name(), &words.image_error(&error)));
                continue;
            }
        };
        let saved =
            context.replica.attach(dossier.id, edition_id.clone(), context.id.clone(), image).await;
        match saved {
            Ok(_) => n_added += 1,
            Err(error) => {
                progress.fail(words.failed_file(&file.name(), &words.save_error(&error)));
            }
        }
    }
    progress.n_added.try_set(n_added);
    progress.now.try_set(None);
}
