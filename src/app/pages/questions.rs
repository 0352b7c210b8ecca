//! One question a page: why it is asked, an answer or "I don't know yet", and where it leads.
//!
//! Not here: which question is next (see [`domain::checklist`]).
//!
//! Invariant: "Going back loses nothing: every answer is stored before the next page appears."

mod answer;
mod control;
mod exit;
mod unconfirmed;

pub(super) use answer::{answer_words, stored_answer};
pub(super) use exit::ExitBox;

use crate::components::{
    ErrorSummary, Mistake, Notice, OpenedSignal, Page, Tone, act, when_opened,
};
use crate::context::{
    Catalogue, Navigation, Opened, ReplicaService, open_dossier, use_catalogue, use_navigation,
    use_replica, use_words,
};
use crate::route::Route;
use control::{AnswerControl, Draft};
use domain::catalogue::{EditionId, Question, QuestionKind};
use domain::checklist::{Checklist, checklist};
use domain::dossier::FieldState;
use domain::ids::{DossierId, QuestionId};
use domain::operation::{FieldKey, Kind, Payload};
use domain::relevance::relevant;
use exit::ExitPage;
use leptos::prelude::*;
use leptos::task::spawn_local;
use replica::{Change, SaveError};

/// Where an answer leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    /// To the next question, the exit, or the checklist.
    NextQuestion,
    /// Back to the checklist it was opened from.
    Checklist,
}

/// A question on the way through; without one, wherever the way leads now.
#[component]
pub(crate) fn Questions(dossier: DossierId, question: Option<QuestionId>) -> impl IntoView {
    when_opened(dossier, move |opened| match question.clone() {
        Some(id) => ask(opened, id, Then::NextQuestion),
        None => lead_on(opened),
    })
}

/// One answer again, from the checklist.
#[component]
pub(crate) fn ChangeAnswer(dossier: DossierId, question: QuestionId) -> impl IntoView {
    when_opened(dossier, move |opened| ask(opened, question.clone(), Then::Checklist))
}

/// The checklist of a dossier as it stands.
pub(super) fn list_of(opened: &Opened) -> Checklist {
    checklist(&opened.edition, &relevant(&opened.edition, &opened.dossier).answers)
}

/// Shows the exit, or goes to the next question or the checklist without a step for Back.
fn lead_on(opened: OpenedSignal) -> AnyView {
    let navigation = use_navigation();
    let now = opened.get_untracked();
    let list = list_of(&now);
    if let Some(exit) = list.exit.and_then(|at| now.edition.exits.get(at)) {
        return view! { <ExitPage dossier=now.dossier.id exit=exit.clone()/> }.into_any();
    }
    let to = after(&now, &list);
    // After this render, so that a page is not replaced while it is being made.
    spawn_local(async move { navigation.replace(to) });
    ().into_any()
}

/// The next question, or the checklist when nothing more can change.
fn after(opened: &Opened, list: &Checklist) -> Route {
    let dossier = opened.dossier.id;
    match &list.next_question {
        Some(question) => Route::Questions { dossier, question: Some(question.clone()) },
        None => Route::Checklist { dossier },
    }
}

fn ask(opened: OpenedSignal, id: QuestionId, then: Then) -> AnyView {
    let now = opened.get_untracked();
    match now.edition.find_question(&id) {
        Some(question) => {
            let question = question.clone();
            view! { <Ask opened=opened question=question then=then/> }.into_any()
        }
        None => view! { <super::not_found::NotFound/> }.into_any(),
    }
}

/// What a question page needs to store its answer.
#[derive(Clone)]
struct Saver {
    replica: ReplicaService,
    catalogue: Catalogue,
    dossier: DossierId,
    edition_id: EditionId,
    field: FieldKey,
    /// What was stored last, or is on its way.
    last: StoredValue<Option<Payload>>,
}

impl Saver {
    /// Stores an answer unless it is the one that is stored.
    async fn save(self, answer: Payload) -> Result<(), SaveError> {
        if self.last.get_value().as_ref() == Some(&answer) {
            return Ok(());
        }
        let before = self.last.get_value();
        self.last.set_value(Some(answer.clone()));
        let change = Change { field: self.field, kind: Kind::Set, value: answer };
        let saved = self.replica.record(self.dossier, self.edition_id, vec![change]).await;
        if saved.is_err() {
            // The page may be gone by now; then nobody asks.
            self.last.try_set_value(before);
        }
        saved.map(|_| ())
    }
}

#[component]
fn Ask(opened: OpenedSignal, question: Question, then: Then) -> impl IntoView {
    let (words, navigation) = (use_words(), use_navigation());
    let now = opened.get_untracked();
    let dossier = now.dossier.id;
    let field = FieldKey::Answer(question.id.clone());
    let stored = now.dossier.value(&field).cloned();
    let is_conflict = matches!(now.dossier.field(&field), FieldState::Conflict(_));
    let saver = Saver {
        replica: use_replica(),
        catalogue: use_catalogue(),
        dossier,
        edition_id: now.edition_id.clone(),
        field,
        last: StoredValue::new(stored.clone()),
    };
    let draft = Draft::new(words, &question.kind, stored.as_ref());
    keep_unconfirmed((dossier, question.id.clone()), question.kind.clone(), draft, saver.last);
    let mistakes = RwSignal::new(Vec::<Mistake>::new());
    let go_on = Callback::new({
        let saver = saver.clone();
        let kind = question.kind.clone();
        move |()| match draft.read(words, &kind) {
            Err(mistake) => mistakes.set(vec![mistake]),
            Ok(answer) => {
                mistakes.set(Vec::new());
                spawn_local(store_and_go(saver.clone(), answer, then, navigation));
            }
        }
    });
    let skip = {
        let saver = saver.clone();
        move |_| spawn_local(store_and_go(saver.clone(), Payload::Null, then, navigation))
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        go_on.run(());
    };
    let choose = Callback::new(move |answer: Payload| {
        let saver = saver.clone();
        spawn_local(async move {
            // The status line says what went wrong; Continue tries again.
            let _ = saver.save(answer).await;
        });
    });
    let offers_skip = matches!(question.kind, QuestionKind::Number(_) | QuestionKind::Date | QuestionKind::Place)
        .then(|| view! {
            <button class="button button--quiet" type="button" on:click=act(skip)>{words.not_known()}</button>
        });
    let conflict = is_conflict.then(|| {
        view! {
            <Notice tone=Tone::Warning><p>{words.has_conflict()}</p></Notice>
        }
    });
    view! {
        <Page
            title=words.text(&question.ask)
            above=number_words(&now, &question.id)
            back=Route::Checklist { dossier }
        >
            <ErrorSummary mistakes=mistakes/>
            {conflict}
            <WhyAndHelp question=question.clone()/>
            <form class="question" on:submit=act(submit)>
                <AnswerControl question=question draft=draft mistakes=mistakes on_choose=choose/>
                <div class="button-row">
                    <button class="button" type="submit">{words.go_on()}</button>
                    {offers_skip}
                </div>
            </form>
            <p class="question__list">
                <a href=Route::Checklist { dossier }.path()>{words.to_checklist()}</a>
            </p>
        </Page>
    }
    .into_any()
}

/// Shows again what was typed here and not confirmed; keeps it when the page is left or made anew.
fn keep_unconfirmed(
    place: (DossierId, QuestionId),
    kind: QuestionKind,
    draft: Draft,
    last: StoredValue<Option<Payload>>,
) {
    let words = use_words();
    if let Some(text) = unconfirmed::find(&place) {
        draft.type_again(text);
    }
    on_cleanup(move || {
        let is_stored = draft.read(words, &kind).ok() == last.get_value();
        let text = draft.typed().filter(|_| !is_stored);
        unconfirmed::keep(place, text);
    });
}

/// "Question 4": its place among those asked.
fn number_words(opened: &Opened, id: &QuestionId) -> String {
    let words = use_words();
    let asked = list_of(opened).asked;
    let at = asked.iter().position(|asked| asked == id).unwrap_or(asked.len());
    words.question_number(&(at + 1).to_string())
}

#[component]
fn WhyAndHelp(question: Question) -> impl IntoView {
    let words = use_words();
    let why = (!question.why.is_empty()).then(|| {
        view! {
            <p class="question__why"><b>{words.why_we_ask()}</b> " " {words.text(&question.why)}</p>
        }
    });
    let help = (!question.help.is_empty())
        .then(|| view! { <p class="question__help">{words.text(&question.help)}</p> });
    view! { {why} {help} }.into_any()
}

/// Stores the answer; only then goes on.
async fn store_and_go(saver: Saver, answer: Payload, then: Then, navigation: Navigation) {
    let (replica, catalogue, dossier) = (saver.replica, saver.catalogue, saver.dossier);
    // A failed save keeps the person here, with the answer on the screen and the reason in the status line.
    if saver.save(answer).await.is_err() {
        return;
    }
    match then {
        Then::Checklist => navigation.go(Route::Checklist { dossier }),
        Then::NextQuestion => navigation.go(next_route(replica, catalogue, dossier).await),
    }
}

/// Where the way leads after the answer that was just stored.
async fn next_route(replica: ReplicaService, catalogue: Catalogue, dossier: DossierId) -> Route {
    let anew = Route::Questions { dossier, question: None };
    let Some(opened) = open_dossier(replica, catalogue, dossier).await else { return anew };
    let list = list_of(&opened);
    match list.exit {
        Some(_) => anew,
        None => after(&opened, &list),
    }
}
