use super::*;
use crate::condition::{truth, truth_of};
use crate::ids::FieldId;
use crate::operation::{Kind, Payload};
use crate::sample::{Log, RANDOM_FIELDS, any_edition, any_word, edition, id, payload, text};
use crate::submission::prepare_submission;
use proptest::prelude::*;

fn words<T: ToString>(ids: &BTreeSet<T>) -> Vec<String> {
    ids.iter().map(T::to_string).collect()
}

#[test]
fn hidden_fields_are_not_seen_and_come_back() {
    let edition = edition();
    let mut log = Log::new();
    log.set("q.owner", "yes").set("q.kind", "house").set("q.floors", "2").set("q.basement", "yes");
    log.set("f.depth", "2.5").set("f.name", "Nguyễn Thị Mẫu");
    let before = relevant(&edition, &log.dossier());
    assert!(words(&before.form).contains(&"depth".to_owned()));
    assert_eq!(before.answers[&id("f.n-floors")], Answer::Given(crate::sample::number("2")));

    log.set("q.kind", "shed");
    let hidden = relevant(&edition, &log.dossier());
    assert_eq!(words(&hidden.form), ["company", "name", "phone"]);
    for field in ["q.floors", "q.basement", "f.depth", "f.n-floors"] {
        assert_eq!(hidden.answers[&id(field)], Answer::NotAsked, "{field}");
    }
    assert!(!words(&hidden.questions).contains(&"floors".to_owned()));

    log.set("q.kind", "house");
    assert_eq!(relevant(&edition, &log.dossier()), before);
}

#[test]
fn a_field_that_may_yet_be_shown_is_not() {
    let mut log = Log::new();
    log.set("q.owner", "yes").set("f.depth", "2.5").set("q.floors", "2").set("q.basement", "yes");
    let relevant = relevant(&edition(), &log.dossier());
    assert!(!words(&relevant.form).contains(&"depth".to_owned()));
    assert!(!relevant.answers.contains_key(&id("f.depth")));
    assert!(!relevant.answers.contains_key(&id("q.floors")));
}

#[test]
fn conflicts_and_unknown_values_count_as_open() {
    let edition = edition();
    let mut log = Log::new();
    log.set("q.owner", "yes")
        .set("q.kind", "house")
        .set("q.floors", "2")
        .set("q.basement", "maybe");
    log.set("q.area", "10").set_apart("q.area", "20").set("f.n-floors", "many");
    for more in ["3", "4"] {
        let relevant = relevant(&edition, &log.dossier());
        for field in ["q.basement", "q.area", "f.n-floors"] {
            assert!(!relevant.answers.contains_key(&id(field)), "{field}");
        }
        // A wrong text, then two different right ones: neither lets the answer behind the field through.
        log.set("f.n-floors", "2").set_apart("f.n-floors", more);
    }
    let relevant = relevant(&edition, &log.dossier());
    assert!(words(&relevant.papers).contains(&"drawing".to_owned()));
}

#[test]
fn equal_values_of_two_devices_are_one_answer() {
    let mut log = Log::new();
    log.set("q.kind", "shed").set_apart("q.kind", "shed");
    let relevant = relevant(&edition(), &log.dossier());
    assert_eq!(relevant.answers[&id("q.kind")], Answer::Given(text("shed")));
}

#[test]
fn nothing_but_the_questions_is_relevant_at_an_exit() {
    let mut log = Log::new();
    log.set("q.owner", "no").set("f.name", "A");
    let relevant = relevant(&edition(), &log.dossier());
    assert_eq!(words(&relevant.questions), ["owner"]);
    assert!(relevant.papers.is_empty() && relevant.form.is_empty());
}

/// Everything of a dossier that a person entered.
fn entered(dossier: &Dossier) -> Vec<(FieldId, Payload)> {
    let heads = dossier.heads.iter();
    heads
        .flat_map(|(f, heads)| heads.iter().map(|h| (f.clone(), h.operation.value.clone())))
        .collect()
}

prop_compose! {
    /// A log with most questions answered, most fields typed, and papers with fates or pages.
    fn any_log()(
        answers in RANDOM_FIELDS.map(|f| prop::option::weighted(0.85, any_word(f))).to_vec(),
        typed in prop::collection::vec(any::<bool>(), 4),
        fates in prop::collection::vec(0..3_u8, 4),
    ) -> Log {
        let mut log = Log::new();
        for (field, word) in RANDOM_FIELDS.iter().zip(answers) {
            if let Some(word) = word {
                log.set(field, word);
            }
        }
        for (field, typed) in ["s0-0", "s0-1", "s1-0", "s1-1"].iter().zip(typed) {
            if typed {
                log.set(&format!("f.{field}"), "typed");
            }
        }
        for (n, fate) in fates.into_iter().enumerate() {
            match fate {
                1 => { log.fate(&format!("p{n}"), "looked_up", ""); }
                2 => { log.attach(&format!("p{n}"), n as u8 + 1); }
                _ => {}
            }
        }
        log
    }
}

proptest! {
    #[test]
    fn flipping_back_gives_back_what_was_typed(
        edition in any_edition(),
        mut log in any_log(),
        flips in prop::collection::vec(
            prop::sample::select(RANDOM_FIELDS.to_vec()).prop_flat_map(|f| (Just(f), any_word(f))),
            1..4,
        ),
    ) {
        let before = log.dossier();
        let relevant_before = relevant(&edition, &before);
        let mut undo = Vec::new();
        for (field, word) in flips {
            let heads = log.dossier().heads.get(&id(field)).cloned().unwrap_or_default();
            undo.push((field, heads.first().map(|h| h.operation.clone())));
            log.set(field, word);
        }
        for (field, old) in undo.into_iter().rev() {
            match old {
                Some(old) => log.add(old.kind, field, old.value),
                None => log.add(Kind::Unset, field, Payload::Null),
            };
        }
        let after = log.dossier();
        prop_assert_eq!(relevant(&edition, &after), relevant_before);
        let mut entered_after = entered(&after);
        entered_after.retain(|(field, value)| {
            *value != Payload::Null || before.heads.contains_key(field)
        });
        prop_assert_eq!(entered_after, entered(&before));
    }

    #[test]
    fn what_is_hidden_is_never_sent(edition in any_edition(), log in any_log()) {
        let dossier = log.dossier();
        let relevant = relevant(&edition, &dossier);
        let answers = &relevant.answers;
        let exit = edition.exits.iter().any(|exit| truth(&exit.when, answers) == Truth::True);
        let manifest = prepare_submission(&edition, &dossier);
        // An exit that is undecided keeps the dossier here too.
        let undecided = edition.exits.iter().any(|exit| truth(&exit.when, answers) == Truth::Unknown);
        prop_assert_eq!(manifest.is_err(), exit || undecided);
        let Ok(manifest) = manifest else { return Ok(()) };

        for head in &manifest.heads {
            match FieldKey::find(&head.field) {
                Some(FieldKey::Answer(question)) => {
                    let show_if = &edition.find_question(&question).unwrap().show_if;
                    prop_assert_eq!(truth_of(show_if.as_ref(), answers), Truth::True);
                    prop_assert_ne!(answers.get(&head.field), Some(&Answer::NotAsked));
                }
                Some(FieldKey::Form(field)) => {
                    let section = edition.form.iter().find(|s| s.fields.iter().any(|f| f.id == field));
                    let section = section.unwrap().show_if.as_ref();
                    let field = edition.find_form_field(&field).unwrap().show_if.as_ref();
                    prop_assert_eq!(truth_of(section, answers), Truth::True);
                    prop_assert_eq!(truth_of(field, answers), Truth::True);
                }
                Some(FieldKey::Fate(paper)) => {
                    prop_assert!(manifest.papers.iter().any(|p| p.paper == paper));
                }
                other => prop_assert!(false, "sent {:?}", other),
            }
        }
        for paper in &manifest.papers {
            let when = &edition.find_paper(&paper.paper).unwrap().when;
            prop_assert_ne!(truth_of(when.as_ref(), answers), Truth::False);
            prop_assert!(relevant.papers.contains(&paper.paper));
        }
        // And what is relevant and was entered is sent.
        for (field, heads) in &dossier.heads {
            let expected = match FieldKey::find(field) {
                Some(FieldKey::Answer(question)) => relevant.questions.contains(&question),
                Some(FieldKey::Form(typed)) => relevant.form.contains(&typed),
                Some(FieldKey::Fate(paper)) => relevant.papers.contains(&paper),
                _ => false,
            };
            for head in heads {
                let sent = manifest.heads.iter().any(|h| h.operation == head.operation.id);
                prop_assert_eq!(sent, expected, "{}", field);
            }
        }
    }

    #[test]
    fn what_is_relevant_stays_so_when_looked_at_again(edition in any_edition(), log in any_log()) {
        let found = Relevance::of(&edition, &log.dossier());
        // The answers as conditions see them lead to the same checklist.
        let again = crate::checklist::checklist(&edition, &found.relevant.answers);
        prop_assert_eq!(again, found.checklist);
        for (id, state) in found.shown.questions.iter().chain(&found.shown.form) {
            let hidden = found.relevant.answers.get(id) == Some(&Answer::NotAsked);
            prop_assert_eq!(hidden, *state == Truth::False, "{}", id);
        }
    }
}

#[test]
fn a_skipped_answer_is_known_to_be_skipped() {
    let mut log = Log::new();
    log.add(Kind::Set, "q.kind", payload("?"));
    let relevant = relevant(&edition(), &log.dossier());
    assert_eq!(relevant.answers[&id("q.kind")], Answer::NotKnown);
    assert!(words(&relevant.questions).contains(&"kind".to_owned()));
}
