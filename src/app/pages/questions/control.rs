//! The control of a question, by its kind, and what was typed into it.
//!
//! Not here: whether an answer is allowed (see [`domain::form`]).

use crate::components::{Choice, Mistake, Radios, TextField, follow, keep, part};
use crate::context::{use_catalogue, use_today, use_words};
use crate::i18n::Words;
use crate::platform::page;
use domain::catalogue::{NumberLimits, Place, Question, QuestionKind};
use domain::form::{
    FieldError, parse_answer, parse_typed_date, parse_typed_number, to_typed_number,
};
use domain::operation::Payload;
use domain::text::fold;
use domain::units::find_former;
use domain::value::Value;
use leptos::prelude::*;

/// Id of the control; the error summary leads there.
const ID: &str = "answer";
/// The choice "I don't know yet".
const NOT_KNOWN: &str = "?";
const YES: &str = "yes";
const NO: &str = "no";
/// Places offered at once.
const MAX_PLACES: usize = 8;

/// What stands on the screen.
#[derive(Clone, Copy)]
pub(super) struct Draft {
    typed: RwSignal<String>,
    chosen: RwSignal<Option<String>>,
}

impl Draft {
    /// From the answer that is stored.
    pub(super) fn new(words: Words, kind: &QuestionKind, stored: Option<&Payload>) -> Self {
        let (mut typed, mut chosen) = (String::new(), None);
        match stored.map(|payload| parse_answer(kind, payload)) {
            None | Some(Err(_)) => {}
            Some(Ok(None)) => chosen = Some(NOT_KNOWN.to_owned()),
            Some(Ok(Some(Value::Bool(yes)))) => {
                chosen = Some(if yes { YES } else { NO }.to_owned());
            }
            Some(Ok(Some(Value::Number(number)))) => typed = to_typed_number(number),
            Some(Ok(Some(Value::Text(text)))) => match kind {
                QuestionKind::Date => {
                    typed = text.parse().map(|date| words.date(date)).unwrap_or_default();
                }
                _ => chosen = Some(text),
            },
        }
        Self { typed: RwSignal::new(typed), chosen: RwSignal::new(chosen) }
    }

    /// Puts a text back into the box.
    pub(super) fn type_again(self, text: String) {
        self.typed.set(text);
    }

    /// The text in the box; `None` when there is none.
    pub(super) fn typed(self) -> Option<String> {
        Some(self.typed.get_untracked()).filter(|text| !text.is_empty())
    }

    /// The answer to store, or what is wrong.
    pub(super) fn read(self, words: Words, kind: &QuestionKind) -> Result<Payload, Mistake> {
        let mistake = |text: String| Mistake { id: ID.to_owned(), text };
        let wrong = |error: FieldError| mistake(words.field_error(&error));
        let typed = page::normalize(self.typed.get_untracked().trim());
        let answer = match kind {
            QuestionKind::YesNo | QuestionKind::Choice(_) | QuestionKind::Place => {
                let chosen = self.chosen.get_untracked();
                to_payload(kind, &chosen.ok_or_else(|| mistake(words.choose_one().to_owned()))?)
            }
            _ if typed.is_empty() => return Err(wrong(FieldError::Missing)),
            QuestionKind::Number(_) => {
                Payload::Text(parse_typed_number(&typed).map_err(wrong)?.to_string())
            }
            QuestionKind::Date => {
                Payload::Text(parse_typed_date(&typed).map_err(wrong)?.to_string())
            }
        };
        parse_answer(kind, &answer).map_err(wrong)?;
        Ok(answer)
    }
}

fn to_payload(kind: &QuestionKind, chosen: &str) -> Payload {
    match (kind, chosen) {
        (_, NOT_KNOWN) => Payload::Null,
        (QuestionKind::YesNo, _) => Payload::Bool(chosen == YES),
        _ => Payload::Text(chosen.to_owned()),
    }
}

/// The control. Choices are stored as soon as they are made; what is typed, with Continue.
#[component]
pub(super) fn AnswerControl(
    /// The question.
    question: Question,
    /// What stands on the screen.
    draft: Draft,
    /// What is wrong, shown beside the control too.
    mistakes: RwSignal<Vec<Mistake>>,
    /// Called with every choice.
    on_choose: Callback<Payload>,
) -> impl IntoView {
    let words = use_words();
    let legend = words.text(&question.ask);
    let kind = question.kind.clone();
    let choose = Callback::new(move |id: String| {
        on_choose.run(to_payload(&kind, &id));
        draft.chosen.set(Some(id));
    });
    let choice = |id: &str, label: String| Choice { id: id.to_owned(), label };
    let skip = choice(NOT_KNOWN, words.not_known().to_owned());
    let choices = match &question.kind {
        QuestionKind::YesNo => {
            vec![choice(YES, words.yes().to_owned()), choice(NO, words.no().to_owned()), skip]
        }
        QuestionKind::Choice(choices) => {
            let all = choices.iter().map(|one| choice(&one.id, words.text(&one.label)));
            all.chain([skip]).collect()
        }
        QuestionKind::Number(limits) => {
            return view! { <NumberControl limits=limits.clone() draft=draft mistakes=mistakes/> }
                .into_any();
        }
        QuestionKind::Date => {
            return view! { <DateControl draft=draft mistakes=mistakes/> }.into_any();
        }
        QuestionKind::Place => {
            return view! { <PlaceControl legend=legend draft=draft on_choose=choose/> }.into_any();
        }
    };
    view! {
        <Radios
            name=ID.to_owned()
            legend=legend
            is_legend_hidden=true
            choices=choices
            chosen=draft.chosen
            on_choose=choose
        />
    }
    .into_any()
}

fn first_mistake(mistakes: RwSignal<Vec<Mistake>>) -> Signal<Option<String>> {
    follow(move || mistakes.get().first().map(|mistake| mistake.text.clone()))
}

#[component]
fn NumberControl(
    limits: NumberLimits,
    draft: Draft,
    mistakes: RwSignal<Vec<Mistake>>,
) -> impl IntoView {
    let words = use_words();
    let unit = words.text(&limits.unit);
    let hint = words.number_hint(&words.number(limits.min), &words.number(limits.max), &unit);
    let input_mode = if limits.decimals == 0 { "numeric" } else { "decimal" };
    view! {
        <TextField
            id=ID.to_owned()
            label=words.your_answer().to_owned()
            hint=hint
            error=first_mistake(mistakes)
            value=draft.typed
            input_mode=input_mode
            unit=unit
        />
    }
    .into_any()
}

#[component]
fn DateControl(draft: Draft, mistakes: RwSignal<Vec<Mistake>>) -> impl IntoView {
    let words = use_words();
    view! {
        <TextField
            id=ID.to_owned()
            label=words.your_answer().to_owned()
            hint=words.date_hint()
            error=first_mistake(mistakes)
            value=draft.typed
            input_mode="numeric"
        />
    }
    .into_any()
}

/// Wards by today's or yesterday's name.
#[component]
fn PlaceControl(legend: String, draft: Draft, on_choose: Callback<String>) -> impl IntoView {
    let (words, catalogue, today) = (use_words(), use_catalogue(), use_today());
    let found = keep(move || {
        let Some(Ok(index)) = catalogue.index() else { return Vec::new() };
        let (typed, chosen) = (draft.typed.get(), draft.chosen.get());
        let wanted = fold(&typed);
        let has = |name: &str| fold(name).contains(&wanted);
        // A whole old address names the wards it may be in today.
        let mentions = find_former(&typed, &index.units, today.get());
        let units = mentions.iter().flat_map(|mention| &mention.successors);
        let meant: Vec<&str> =
            units.filter_map(|at| index.units.get(*at).map(|unit| unit.id.as_str())).collect();
        let matches = |place: &&Place| {
            has(&place.name.vi)
                || wanted.contains(&fold(&place.name.vi))
                || place.former.iter().any(|name| has(name))
                || meant.contains(&place.id.as_str())
                || chosen.as_ref() == Some(&place.id)
        };
        let places = index.authorities.iter().flat_map(|authority| &authority.places);
        places.filter(matches).take(MAX_PLACES).cloned().collect::<Vec<_>>()
    });
    let list = move || {
        let found = found.get();
        if found.is_empty() {
            return view! { <p>{words.place_none(&draft.typed.get())}</p> }.into_any();
        }
        let choice =
            |place: &Place| Choice { id: place.id.clone(), label: place_label(words, place) };
        let choices: Vec<Choice> = found.iter().map(choice).collect();
        view! {
            <Radios
                name="place".to_owned()
                legend=legend.clone()
                is_legend_hidden=true
                choices=choices
                chosen=draft.chosen
                on_choose=on_choose
            />
        }
        .into_any()
    };
    view! {
        <TextField
            id=ID.to_owned()
            label=words.place_label().to_owned()
            hint=words.place_hint()
            error=Signal::stored(None::<String>)
            value=draft.typed
        />
        {part(list)}
    }
    .into_any()
}

fn place_label(words: Words, place: &Place) -> String {
    let mut label = words.text(&place.name);
    if !place.former.is_empty() {
        label.push_str(" – ");
        label.push_str(&words.place_formerly(&place.former.join(", ")));
    }
    label
}
