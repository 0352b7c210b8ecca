//! One dossier in a list: what it is, how far, what to do next, where it exists.

use super::part::text;
use crate::context::{Reading, use_catalogue, use_today, use_words};
use crate::i18n::Words;
use crate::route::Route;
use domain::catalogue::{Edition, Status};
use domain::checklist::{Checklist, checklist};
use domain::condition::Truth;
use domain::dossier::{Dossier, Stage};
use domain::operation::FieldKey;
use domain::relevance::relevant;
use domain::submission::fate_of;
use leptos::prelude::*;

/// How far a draft is, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct DossierSummary {
    /// Papers surely needed.
    n_needed: usize,
    /// Of these, how many are settled.
    n_ready: usize,
    /// Whether a question is still worth asking.
    has_open_question: bool,
    /// Whether the answers end the procedure early.
    is_exit: bool,
    /// State of the edition.
    status: Status,
}

impl DossierSummary {
    /// Counts what the checklist says.
    fn of(edition: &Edition, dossier: &Dossier) -> Self {
        let list: Checklist = checklist(edition, &relevant(edition, dossier).answers);
        let needed = || list.lines.iter().filter(|line| line.needed == Truth::True);
        Self {
            n_needed: needed().count(),
            n_ready: needed()
                .filter(|line| fate_of(edition, dossier, &line.paper).is_some())
                .count(),
            has_open_question: list.next_question.is_some(),
            is_exit: list.exit.is_some(),
            status: edition.status,
        }
    }

    fn words(self, words: Words) -> String {
        if self.is_exit {
            return words.ends_early().to_owned();
        }
        let progress = self.progress(words);
        match self.status.takes_submissions() {
            true => progress,
            false => [words.status_tag(self.status), &progress].join(" · "),
        }
    }

    fn progress(self, words: Words) -> String {
        match self.n_needed - self.n_ready {
            0 if self.has_open_question => words.questions_left().to_owned(),
            0 => words.all_prepared().to_owned(),
            n => words.n_papers_missing(&n.to_string()),
        }
    }
}

/// Who it is for, as the form says.
fn owner_of(edition: &Edition, dossier: &Dossier) -> Option<String> {
    let mut fields = edition.form.iter().flat_map(|section| &section.fields);
    let field = fields.find(|field| field.same_as == "ho-ten")?;
    let name = dossier.value(&FieldKey::Form(field.id.clone()))?.as_text()?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

fn stage_words(words: Words, stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => "",
        Stage::Submitted => words.stage_submitted(),
        Stage::Received => words.stage_received(),
        Stage::SupplementAsked => words.stage_supplement(),
        Stage::Refused => words.stage_refused(),
        Stage::Decided => words.stage_decided(),
        Stage::Returned => words.stage_returned(),
    }
}

/// The card.
#[component]
pub(crate) fn DossierCard(
    /// The dossier.
    dossier: Dossier,
) -> impl IntoView {
    let (words, catalogue, today) = (use_words(), use_catalogue(), use_today());
    let Some(edition_id) = dossier.edition.clone() else { return ().into_any() };
    let (stage, id, n_unsent) = (dossier.stage(), dossier.id, dossier.n_unsent);
    // The district numbered its beginning.
    let is_known = dossier.events.first().is_some_and(|event| event.number.is_some());
    let changed = words.changed_at(&words.moment(dossier.last_said_at, today.get_untracked()));
    let is_in_conflict = !dossier.conflicts().is_empty();
    let progress = Reading::begin({
        let edition_id = edition_id.clone();
        move || {
            let (edition_id, dossier) = (edition_id.clone(), dossier.clone());
            async move {
                match catalogue.edition(&edition_id).await {
                    Ok((procedure, edition)) => Some((
                        DossierSummary::of(&edition, &dossier),
                        owner_of(&edition, &dossier),
                        words.text(&procedure.short),
                    )),
                    // The list says what is wrong with the catalogue; the card stays short.
                    Err(_) => None,
                }
            }
        }
    });
    let name = {
        let procedure = edition_id.procedure.clone();
        text(move || {
            let entry = catalogue.find_entry(&procedure);
            let (owner, kept) =
                progress.get().flatten().map(|(_, owner, short)| (owner, short)).unzip();
            // A procedure that left the catalogue is called as it was when the dossier began.
            let mut name = entry.map(|entry| words.text(&entry.short)).or(kept).unwrap_or_default();
            if let Some(owner) = owner.flatten() {
                name.push_str(" – ");
                name.push_str(&owner);
            }
            name
        })
    };
    let state = text(move || match (stage, progress.get().flatten()) {
        _ if is_in_conflict => words.has_conflict().to_owned(),
        (Stage::Draft, Some((summary, ..))) => summary.words(words),
        _ => stage_words(words, stage).to_owned(),
    });
    let (to, label) = match stage {
        Stage::Draft => (Route::Checklist { dossier: id }, words.continue_dossier()),
        _ => (Route::Tracking { dossier: id }, words.follow_dossier()),
    };
    let only_here = match (n_unsent, is_known) {
        (0, _) => "",
        (_, false) => words.only_here(),
        (_, true) => words.partly_only_here(),
    };
    view! {
        <li class="dossier-card">
            <h3 class="dossier-card__name">{name}</h3>
            <p class="dossier-card__state">{state}</p>
            <p class="dossier-card__changed">{changed}</p>
            <p class="dossier-card__only-here">{only_here}</p>
            <a class="button button--quiet dossier-card__go" href=to.path()>{label}</a>
        </li>
    }
    .into_any()
}
