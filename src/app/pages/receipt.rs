//! The receipt: what the office states, whether this device believes it, and a code for another one.
//!
//! Not here: the form of a receipt (see [`protocol::receipt`]).
//!
//! Invariant: "A receipt is called verified only after its signature and its content were checked on this device."

mod verification;

use crate::components::{
    CodePicture, Notice, OpenedSignal, Page, Tone, act, part, text, when_opened,
};
use crate::context::{Opened, Reading, use_catalogue, use_replica, use_status, use_words};
use crate::i18n::Words;
use crate::platform::page;
use crate::route::Route;
use domain::catalogue::Fate;
use domain::dossier::Dossier;
use domain::ids::DossierId;
use domain::operation::Kind;
use leptos::prelude::*;
use protocol::envelope::{Meaning, ReceiveValue};
use protocol::receipt::{Statement, find_jws_parts};
use verification::{Verdict, verify_receipt};

/// The page.
#[component]
pub(crate) fn Receipt(dossier: DossierId) -> impl IntoView {
    when_opened(dossier, move |opened| view! { <ReceiptPage opened=opened/> })
}

/// The receipt of the latest reception.
fn find_receipt(dossier: &Dossier) -> Option<ReceiveValue> {
    let value = &dossier.latest_event(&Kind::Receive)?.operation.value;
    let text = |name: &str| Some(value.member(name)?.as_text()?.to_owned());
    Some(ReceiveValue { number: text("number")?, jws: text("jws")?, code: text("code")? })
}

#[component]
fn ReceiptPage(opened: OpenedSignal) -> impl IntoView {
    let words = use_words();
    let dossier = opened.with_untracked(|opened| opened.dossier.id);
    let follow = Route::Tracking { dossier };
    let body = move || {
        let opened = opened.get();
        match find_receipt(&opened.dossier) {
            Some(receipt) => view! { <Received opened=opened receipt=receipt/> }.into_any(),
            None => view! { <p>{words.receipt_none()}</p> }.into_any(),
        }
    };
    view! {
        <Page title=words.receipt_title().to_owned() back=Route::Checklist { dossier }>
            {part(body)}
            <p class="no-print"><a href=follow.path()>{words.follow_dossier()}</a></p>
        </Page>
    }
    .into_any()
}

#[component]
fn Received(opened: Opened, receipt: ReceiveValue) -> impl IntoView {
    let words = use_words();
    let code = receipt.code.clone();
    view! {
        <p class="receipt__label">{words.receipt_number()}</p>
        <p class="receipt__number">{receipt.number.clone()}</p>
        <Verified opened=opened receipt=receipt/>
        <CodePicture code=code label=words.receipt_qr() hint=words.receipt_qr_hint()/>
        <button class="button button--quiet no-print" on:click=act(|_| page::print())>
            {words.print_receipt()}
        </button>
    }
    .into_any()
}

/// What this device found when it checked; what the receipt states only when it holds.
#[component]
fn Verified(opened: Opened, receipt: ReceiveValue) -> impl IntoView {
    let (words, replica, status) = (use_words(), use_replica(), use_status());
    let statement = find_jws_parts(&receipt.jws).map(|parts| parts.statement);
    let stated_of = opened.clone();
    let verdict = Reading::begin(move || {
        let (opened, receipt) = (opened.clone(), receipt.clone());
        async move {
            let verdict = verify_receipt(replica, &opened, &receipt).await;
            if verdict == Verdict::Verified {
                let event = opened.dossier.latest_event(&Kind::Receive);
                status.received_at.set(event.and_then(|event| event.received_at));
            }
            verdict
        }
    });
    let said = move || match verdict.get() {
        None => view! { <p role="status">{words.receipt_verifying()}</p> }.into_any(),
        Some(verdict) => {
            let (tone, text) = verdict_words(words, &verdict);
            let held = statement.clone().filter(|_| verdict == Verdict::Verified);
            let facts = held.map(|statement| {
                view! { <Facts opened=stated_of.clone() statement=statement/> }.into_any()
            });
            view! { <Notice tone=tone><p role="status">{text}</p></Notice> {facts} }.into_any()
        }
    };
    part(said)
}

fn verdict_words(words: Words, verdict: &Verdict) -> (Tone, String) {
    let (tone, text) = match verdict {
        Verdict::Verified => (Tone::Good, words.receipt_verified()),
        Verdict::NoKey => (Tone::Warning, words.receipt_no_key()),
        Verdict::BadSignature => (Tone::Trouble, words.receipt_bad_signature()),
        Verdict::OtherContent => (Tone::Trouble, words.receipt_other_content()),
        Verdict::Unreadable => (Tone::Warning, words.receipt_unreadable()),
        Verdict::CannotCheck(why) => return (Tone::Warning, words.receipt_cannot_check(why)),
    };
    (tone, text.to_owned())
}

/// What the receipt states.
#[component]
fn Facts(opened: Opened, statement: Statement) -> impl IntoView {
    let (words, catalogue) = (use_words(), use_catalogue());
    let n_papers = statement.papers.len().to_string();
    let all = words.received_all(&n_papers, &statement.n_pages().to_string());
    let at = statement.at;
    let when = words.at_on(&words.time(at), &words.date(domain::date::Date::in_vietnam(at)));
    let authority = statement.authority.clone();
    let find_office = move || {
        let index = catalogue.index()?.ok()?;
        let known = index.authorities.iter().find(|known| known.id == authority)?;
        Some(words.text(&known.name))
    };
    let office = text(move || find_office().unwrap_or_default());
    let means = match statement.meaning {
        Meaning::PreCheck => words.receipt_means_pre_check(),
        Meaning::Official => words.receipt_means_official(),
    };
    let papers = statement.papers.iter().map(|paper| {
        let name = opened.edition.find_paper(&paper.paper).map(|paper| words.text(&paper.name));
        let how = match paper.fate {
            Fate::Photographed => words.receipt_pages(&paper.pages.len().to_string()),
            fate => words.fate(fate).to_owned(),
        };
        view! { <li>{name} " – " {how}</li> }.into_any()
    });
    let papers = papers.collect::<Vec<_>>();
    view! {
        <p class="receipt__all">{all}</p>
        <p>{words.receipt_at()} " " {when}</p>
        <p>{words.receipt_office()} ": " {office}</p>
        <h2>{words.receipt_means()}</h2>
        <p>{means}</p>
        <h2>{words.receipt_papers()}</h2>
        <ol class="receipt__papers">{papers}</ol>
    }
    .into_any()
}
