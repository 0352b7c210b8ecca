use super::*;
use crate::sample::{DOSSIER, Log, operation_id, page, payload, record};
use proptest::prelude::*;

fn key(field: &str) -> FieldKey {
    FieldKey::find(&crate::sample::id(field)).unwrap()
}
fn fold(records: &[Recorded]) -> Dossier {
    Dossier::fold(DOSSIER, records)
}
fn set(n: u8, field: &str, parents: &[u8], word: &str) -> Recorded {
    record(n, Kind::Set, field, parents, payload(word))
}
fn event(n: u8, kind: Kind, parents: &[u8]) -> Recorded {
    record(n, kind, "dossier", parents, Payload::Null)
}
fn images(dossier: &Dossier, paper: &str) -> Vec<u8> {
    let pages = dossier.pages.get(&paper.parse().unwrap()).into_iter().flatten();
    pages.map(|page| page.image.sha256.as_bytes()[0]).collect()
}

#[test]
fn one_head_is_a_value_and_several_different_ones_are_a_conflict() {
    let check = |records: &[Recorded], expected: &str| {
        let dossier = fold(records);
        let held = match dossier.field(&key("f.a")) {
            FieldState::Empty => "empty".to_owned(),
            FieldState::Plain(value) => value.as_text().unwrap_or("null").to_owned(),
            FieldState::Conflict(heads) => format!("{} heads", heads.len()),
        };
        assert_eq!(held, expected);
        assert_eq!(dossier.value(&key("f.a")).is_some(), !["empty", "2 heads"].contains(&expected));
        assert_eq!(dossier.conflicts().len(), usize::from(expected == "2 heads"));
    };
    let unset = |n, parents: &[u8]| record(n, Kind::Unset, "f.a", parents, Payload::Null);
    check(&[], "empty");
    check(&[set(1, "f.a", &[], "x")], "x");
    check(&[set(1, "f.a", &[], "x"), set(2, "f.a", &[1], "y")], "y");
    check(&[set(1, "f.a", &[], "x"), set(2, "f.a", &[], "y")], "2 heads");
    check(&[set(1, "f.a", &[], "x"), set(2, "f.a", &[], "x")], "x");
    check(&[set(1, "f.a", &[], "x"), set(2, "f.a", &[], "y"), set(3, "f.a", &[1, 2], "z")], "z");
    check(&[set(1, "f.a", &[], "x"), unset(2, &[1])], "empty");
    check(&[set(1, "f.a", &[], "x"), unset(2, &[])], "2 heads");
    check(&[set(1, "f.a", &[], "?")], "null");
    check(&[set(1, "f.a", &[], "?"), unset(2, &[])], "2 heads");
    // A parent that has not arrived yet, and one that an operation names itself.
    check(&[set(2, "f.a", &[1], "y")], "y");
    check(&[set(2, "f.a", &[2], "y")], "y");
    // The value of another field supersedes nothing here.
    check(&[set(1, "f.a", &[], "x"), set(2, "f.b", &[1], "y")], "x");
}

#[test]
fn a_kind_of_a_later_version_changes_no_state() {
    let later = record(2, Kind::Other("merge".into()), "f.a", &[1], payload("z"));
    let dossier = fold(&[set(1, "f.a", &[], "x"), later]);
    assert_eq!(dossier.value(&key("f.a")), Some(&payload("x")));
    assert_eq!(dossier.tips, [operation_id(2)]);
}

#[test]
fn other_dossiers_do_not_count() {
    let mut other = set(1, "f.a", &[], "x");
    other.operation.dossier = DossierId::from_bytes([8; 16]);
    assert_eq!(fold(&[other]), fold(&[]));
}

#[test]
fn the_numbered_record_of_an_operation_stands() {
    let unsent = set(1, "f.a", &[], "x");
    let mut sent = unsent.clone();
    (sent.number, sent.received_at) = (Some(4), Some(99));
    for log in [[&unsent, &sent], [&sent, &unsent]] {
        let dossier = fold(&log.map(Recorded::clone));
        assert_eq!(dossier.n_unsent, 0);
        assert_eq!(dossier.heads[&crate::sample::id("f.a")], [sent.clone()]);
    }
}

#[test]
fn pages_are_in_the_order_they_were_taken_unless_the_person_orders_them() {
    let attach =
        |n: u8, parents: &[u8], image| record(n, Kind::Attach, "p.x", parents, page(image));
    // Ids are random: the page taken first has the highest.
    let mut log = vec![attach(30, &[], 1), attach(10, &[30], 2), attach(20, &[10, 30], 3)];
    assert_eq!(images(&fold(&log), "x"), [1, 2, 3]);
    // A number given meanwhile moves nothing, or the manifest would differ at the district.
    log[2].number = Some(1);
    assert_eq!(images(&fold(&log), "x"), [1, 2, 3]);
    let order = |ids: &[u8]| {
        let ids = ids.iter().map(|n| Payload::Text(operation_id(*n).to_string())).collect();
        record(40, Kind::Set, "order.x", &[], Payload::List(ids))
    };
    for (ids, expected) in [
        (&[20, 30, 10][..], [3, 1, 2]),
        (&[20], [3, 1, 2]),
        (&[99, 10, 10], [2, 1, 3]),
        (&[], [1, 2, 3]),
    ] {
        let mut ordered = log.clone();
        ordered.push(order(ids));
        assert_eq!(images(&fold(&ordered), "x"), expected, "{ids:?}");
    }
}

#[test]
fn one_image_attached_twice_is_one_page_and_goes_at_once() {
    let attach = |n: u8, image| record(n, Kind::Attach, "p.x", &[], page(image));
    let mut log = vec![attach(1, 7), attach(2, 7), attach(3, 8)];
    let dossier = fold(&log);
    assert_eq!(images(&dossier, "x"), [7, 8]);
    let first = &dossier.pages[&"x".parse().unwrap()][0];
    assert_eq!(first.attaches, [operation_id(1), operation_id(2)]);
    assert_eq!(dossier.head_ids(&key("p.x")).len(), 3);
    let mut detach = record(4, Kind::Detach, "p.x", &[], Payload::Null);
    detach.operation.parents = first.attaches.clone();
    log.push(detach);
    assert_eq!(images(&fold(&log), "x"), [8]);
    // Attached again elsewhere, unseen by the detach: it stays.
    log.push(attach(5, 7));
    assert_eq!(images(&fold(&log), "x"), [8, 7]);
    // What does not describe a page is none.
    log.push(record(6, Kind::Attach, "p.x", &[], payload("7")));
    assert_eq!(images(&fold(&log), "x"), [8, 7]);
}

#[test]
fn a_delete_that_saw_everything_deletes() {
    let mut log = Log::new();
    log.set("f.a", "x").attach("x", 1).attach("x", 2);
    let detach = log.dossier().pages[&"x".parse().unwrap()][0].attaches.clone();
    let mut taken_away = record(60, Kind::Detach, "p.x", &[], Payload::Null);
    taken_away.operation.parents = detach;
    log.records.push(taken_away);
    let value = log.dossier().delete_value();
    let unseen = log.records.clone();
    log.add(Kind::Delete, "dossier", value.clone());
    assert_eq!(log.dossier().deletion, Deletion::Deleted);

    // The district's steps keep nothing alive, another device's edit does.
    log.records.push(event(70, Kind::Status, &[]));
    assert_eq!(log.dossier().deletion, Deletion::Deleted);
    let mut edited = Log { records: log.records.clone() };
    edited.records.push(set(71, "f.a", &[2], "y"));
    assert_eq!(edited.dossier().deletion, Deletion::DeletedWithUnseenChanges);

    // Two devices that delete the same have both seen everything.
    let mut twice = Log { records: log.records.clone() };
    let mut other = Log { records: unseen };
    other.add(Kind::Delete, "dossier", value);
    let mut second = other.records.pop().unwrap();
    second.operation.id = operation_id(72);
    twice.records.push(second);
    assert_eq!(twice.dossier().deletion, Deletion::Deleted);

    log.add(Kind::Restore, "dossier", Payload::Null);
    assert_eq!(log.dossier().deletion, Deletion::No);
    let value = log.dossier().delete_value();
    log.add(Kind::Delete, "dossier", value);
    assert_eq!(log.dossier().deletion, Deletion::Deleted);
}

#[test]
fn a_restore_that_a_delete_has_not_seen_keeps_the_dossier_visible() {
    let log = [
        event(1, Kind::Create, &[]),
        event(2, Kind::Delete, &[1]),
        event(3, Kind::Restore, &[2]),
        event(4, Kind::Delete, &[2]),
    ];
    assert_eq!(fold(&log).deletion, Deletion::DeletedWithUnseenChanges);
}

#[test]
fn the_stage_follows_cause_not_arrival() {
    let steps = [
        (Kind::Create, Stage::Draft),
        (Kind::Submit, Stage::Submitted),
        (Kind::Receive, Stage::Received),
        (Kind::Seen, Stage::Received),
        (Kind::AskSupplement, Stage::SupplementAsked),
        (Kind::Submit, Stage::Submitted),
        (Kind::Withdraw, Stage::Draft),
        (Kind::Submit, Stage::Submitted),
        (Kind::Refuse, Stage::Refused),
        (Kind::Decide, Stage::Decided),
        (Kind::ReturnResult, Stage::Returned),
        (Kind::Other("archive".into()), Stage::Returned),
    ];
    let mut log: Vec<Recorded> = Vec::new();
    for (i, (kind, stage)) in steps.into_iter().enumerate() {
        // Later steps get lower ids, and come first in the log.
        let n = 100 - i as u8;
        let parents: &[u8] = if i == 0 { &[] } else { &[n + 1] };
        log.insert(0, event(n, kind, parents));
        assert_eq!(fold(&log).stage(), stage);
        assert_eq!(fold(&log).head_ids(&FieldKey::Dossier), [operation_id(n)]);
    }
    let submitted = fold(&log).latest_event(&Kind::Submit).map(|r| r.operation.id);
    assert_eq!(submitted, Some(operation_id(93)));
}

#[test]
fn the_edition_is_that_of_the_newest_choice() {
    let mut moved = event(2, Kind::Set, &[1]);
    moved.operation.edition = "garden@2027-01-01".parse().unwrap();
    let mut log = vec![event(3, Kind::Submit, &[2]), moved, event(1, Kind::Create, &[])];
    assert_eq!(fold(&log).edition.unwrap().to_string(), "garden@2027-01-01");
    log.remove(1);
    assert_eq!(fold(&log).edition.unwrap().to_string(), "garden@2026-07-01");
    assert_eq!(fold(&[]).edition, None);
}

/// A move to the edition of this year.
fn moved(n: u8, year: u16, parents: &[u8]) -> Recorded {
    let mut moved = event(n, Kind::Set, parents);
    moved.operation.edition = format!("garden@{year}-01-01").parse().unwrap();
    moved
}

fn year(log: &[Recorded]) -> i32 {
    fold(log).edition.unwrap().valid_from.year()
}

#[test]
fn a_person_may_move_on_and_back() {
    let mut log = vec![event(1, Kind::Create, &[]), moved(2, 2027, &[1])];
    assert_eq!(year(&log), 2027);
    log.push(moved(3, 2025, &[2]));
    assert_eq!(year(&log), 2025, "moving back is a choice, too");
    log.push(event(4, Kind::Note, &[3]));
    log.push(moved(5, 2028, &[4]));
    assert_eq!(year(&log), 2028, "whatever stands between two choices");
}

#[test]
fn of_moves_apart_the_one_to_the_later_edition_stands_whatever_their_numbers() {
    let mut log = vec![event(1, Kind::Create, &[]), moved(4, 2028, &[1]), moved(9, 2027, &[1])];
    assert_eq!(year(&log), 2028);
    (log[1].number, log[2].number) = (Some(5), Some(6));
    assert_eq!(year(&log), 2028);
    (log[1].number, log[2].number) = (Some(6), Some(5));
    assert_eq!(year(&log), 2028);
    // Who saw both and stays with the earlier one decides.
    log.push(moved(10, 2027, &[4, 9]));
    assert_eq!(year(&log), 2027);
}

#[test]
fn a_move_that_a_submission_did_not_know_of_waits_until_it_is_withdrawn() {
    let mut log =
        vec![event(1, Kind::Create, &[]), event(2, Kind::Submit, &[1]), moved(3, 2028, &[1])];
    assert_eq!(year(&log), 2026);
    log.push(event(4, Kind::Receive, &[2]));
    assert_eq!(year(&log), 2026, "what was received stays what it was");
    log.push(event(5, Kind::Withdraw, &[4]));
    assert_eq!(year(&log), 2028);
    log.push(event(6, Kind::Submit, &[3, 5]));
    assert_eq!(year(&log), 2028);
}

#[test]
fn events_that_do_not_name_each_other_go_by_number_and_unsent_ones_come_last() {
    let mut log = [1, 2, 3].map(|n| event(n, Kind::Note, &[]));
    let order = |log: &[Recorded]| -> Vec<u8> {
        fold(log).events.iter().map(|r| r.operation.id.as_bytes()[0]).collect()
    };
    assert_eq!(order(&log), [1, 2, 3]);
    log[1].number = Some(9);
    log[2].number = Some(4);
    assert_eq!(order(&log), [3, 2, 1]);
}

#[test]
fn a_circle_ends_and_loses_nothing() {
    let log = [event(1, Kind::Create, &[]), event(2, Kind::Note, &[3]), event(3, Kind::Note, &[2])];
    assert_eq!(fold(&log).events.len(), 3);
}

#[test]
fn a_long_chain_is_folded_in_order() {
    // Twenty thousand steps, newest first: an order found by search would take minutes here.
    let n_steps = 20_000_u32;
    let id = |n: u32| {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&(n.wrapping_mul(0x9E37_79B1)).to_be_bytes());
        bytes[12..].copy_from_slice(&n.to_be_bytes());
        OperationId::from_bytes(bytes)
    };
    let log: Vec<Recorded> = (0..n_steps)
        .rev()
        .map(|n| {
            let mut step = event(1, Kind::Note, &[]);
            step.operation.id = id(n);
            step.operation.parents = n.checked_sub(1).map(id).into_iter().collect();
            step
        })
        .collect();
    let order: Vec<OperationId> = fold(&log).events.iter().map(|r| r.operation.id).collect();
    assert_eq!(order, (0..n_steps).map(id).collect::<Vec<_>>());
}

/// One act of one of three devices; what it has not pulled it does not see.
#[derive(Debug, Clone)]
enum Act {
    Set(usize, u8),
    Unset(usize),
    Attach(u8),
    Detach(usize),
    Order,
    Event(Kind),
    Move(u16),
    Later,
    Pull(usize),
}

fn any_act() -> impl Strategy<Value = Act> {
    let event = prop::sample::select(vec![Kind::Submit, Kind::Withdraw, Kind::Receive]);
    prop_oneof![
        4 => (0..2_usize, 0..3_u8).prop_map(|(field, word)| Act::Set(field, word)),
        1 => (0..2_usize).prop_map(Act::Unset),
        3 => (0..4_u8).prop_map(Act::Attach),
        2 => (0..4_usize).prop_map(Act::Detach),
        1 => Just(Act::Order),
        1 => Just(Act::Event(Kind::Delete)),
        1 => Just(Act::Event(Kind::Restore)),
        2 => event.prop_map(Act::Event),
        2 => (2024..2029_u16).prop_map(Act::Move),
        1 => Just(Act::Later),
        3 => (0..3_usize).prop_map(Act::Pull),
    ]
}

/// What a history came to: all operations, and for each the operations its device had when it acted.
#[derive(Debug, Clone)]
struct History {
    log: Vec<Recorded>,
    seen: BTreeMap<OperationId, BTreeSet<OperationId>>,
}

/// Plays acts on three devices that share what they pull.
fn play(acts: Vec<(usize, Act, u64)>) -> History {
    let mut devices: [Vec<Recorded>; 3] = Default::default();
    let mut history = History { log: Vec::new(), seen: BTreeMap::new() };
    for (n, (device, act, random)) in acts.into_iter().enumerate() {
        let mine = fold(&devices[device]);
        let heads = |field: &str| mine.head_ids(&key(field));
        let fields = ["f.a", "f.b"];
        let mut pages = mine.pages.get(&"x".parse().unwrap()).cloned().unwrap_or_default();
        let to_year = if let Act::Move(year) = act { Some(year) } else { None };
        let (kind, field, parents, value) = match act {
            Act::Set(i, word) => (
                Kind::Set,
                fields[i],
                heads(fields[i]),
                payload(["u", "v", "?"][usize::from(word)]),
            ),
            Act::Unset(i) => (Kind::Unset, fields[i], heads(fields[i]), Payload::Null),
            Act::Attach(image) => (Kind::Attach, "p.x", heads("p.x"), page(image)),
            Act::Detach(i) if i < pages.len() => {
                (Kind::Detach, "p.x", pages[i].attaches.clone(), Payload::Null)
            }
            Act::Detach(_) => continue,
            Act::Order => {
                pages.reverse();
                let ids = pages.iter().map(|page| Payload::Text(page.attach.to_string()));
                (Kind::Set, "order.x", heads("order.x"), Payload::List(ids.collect()))
            }
            Act::Event(Kind::Delete) => {
                (Kind::Delete, "dossier", heads("dossier"), mine.delete_value())
            }
            Act::Event(kind) => (kind, "dossier", heads("dossier"), Payload::Null),
            Act::Move(_) => (Kind::Set, "dossier", heads("dossier"), Payload::Null),
            Act::Later => (Kind::Other("later".into()), "f.a", heads("f.a"), payload("w")),
            Act::Pull(from) => {
                let pulled = devices[from].clone();
                devices[device].extend(pulled);
                devices[device].sort_by_key(|r| r.operation.id);
                devices[device].dedup_by_key(|r| r.operation.id);
                continue;
            }
        };
        let mut new = record(0, kind, field, &[], value);
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&random.to_be_bytes());
        bytes[15] = n as u8;
        new.operation.id = OperationId::from_bytes(bytes);
        new.operation.parents = parents;
        if let Some(year) = to_year {
            new.operation.edition = format!("garden@{year}-01-01").parse().unwrap();
        }
        let seen = devices[device].iter().map(|r| r.operation.id).collect();
        history.seen.insert(new.operation.id, seen);
        devices[device].push(new.clone());
        history.log.push(new);
    }
    history
}

fn any_history() -> impl Strategy<Value = History> {
    prop::collection::vec((0..3_usize, any_act(), any::<u64>()), 0..40).prop_map(play)
}

/// The log in another order, some records twice, some copies with the district's number.
fn any_arrival(log: Vec<Recorded>) -> impl Strategy<Value = (Vec<Recorded>, Vec<Recorded>)> {
    let n = log.len();
    let numbers = prop::collection::vec(prop::option::of(1..1000_u32), n);
    numbers.prop_flat_map(move |numbers| {
        let mut numbered = log.clone();
        for (record, number) in numbered.iter_mut().zip(numbers) {
            record.number = number;
        }
        let mut arrivals = numbered.clone();
        arrivals.extend(log.clone());
        arrivals.extend(numbered.clone());
        (Just(numbered), Just(arrivals).prop_shuffle())
    })
}

fn ancestors(log: &[Recorded], of: impl Iterator<Item = OperationId>) -> BTreeSet<OperationId> {
    let parents: BTreeMap<_, _> =
        log.iter().map(|r| (r.operation.id, &r.operation.parents)).collect();
    let mut found = BTreeSet::new();
    let mut waiting: Vec<OperationId> = of.collect();
    while let Some(id) = waiting.pop() {
        for parent in parents[&id] {
            if found.insert(*parent) {
                waiting.push(*parent);
            }
        }
    }
    found
}

proptest! {
    #[test]
    fn every_arrival_of_the_log_gives_the_same_dossier(
        (numbered, arrivals) in any_history().prop_flat_map(|history| any_arrival(history.log)),
    ) {
        prop_assert_eq!(fold(&arrivals), fold(&numbered));
    }

    #[test]
    fn numbers_change_neither_values_nor_pages(
        (history, (numbered, _)) in
            any_history().prop_flat_map(|h| (Just(h.clone()), any_arrival(h.log))),
    ) {
        let (before, after) = (fold(&history.log), fold(&numbered));
        let heads = |dossier: &Dossier| -> Vec<Vec<OperationId>> {
            dossier.heads.values().map(|h| h.iter().map(|r| r.operation.id).collect()).collect()
        };
        prop_assert_eq!(heads(&before), heads(&after));
        prop_assert_eq!(before.pages, after.pages);
        prop_assert_eq!(before.deletion, after.deletion);
    }

    #[test]
    fn a_move_loses_neither_answers_nor_pages(history in any_history()) {
        let is_move = |r: &Recorded| r.operation.kind == Kind::Set && r.operation.field.as_str() == "dossier";
        let stayed: Vec<Recorded> = history.log.iter().filter(|r| !is_move(r)).cloned().collect();
        let (moved, stayed) = (fold(&history.log), fold(&stayed));
        prop_assert_eq!(moved.heads, stayed.heads);
        prop_assert_eq!(moved.pages, stayed.pages);
    }

    #[test]
    fn the_edition_is_one_that_nobody_moved_on_from(
        (history, (_, arrivals)) in
            any_history().prop_flat_map(|h| (Just(h.clone()), any_arrival(h.log))),
    ) {
        let dossier = fold(&arrivals);
        let of_sending = |r: &&Recorded| matches!(r.operation.kind, Kind::Submit | Kind::Withdraw);
        let submit = dossier.events.iter().rev().find(of_sending);
        let submit = submit.filter(|r| r.operation.kind == Kind::Submit);
        let counts = |r: &&Recorded| {
            let known = submit.map(|s| &history.seen[&s.operation.id]);
            r.operation.kind == Kind::Set
                && r.operation.field.as_str() == "dossier"
                && known.is_none_or(|known| known.contains(&r.operation.id))
        };
        let moves: Vec<&Recorded> = history.log.iter().filter(counts).collect();
        let open = moves.iter().filter(|r| {
            !moves.iter().any(|later| history.seen[&later.operation.id].contains(&r.operation.id))
        });
        // These histories begin without a create.
        let expected = open.map(|r| r.operation.edition.valid_from).max();
        if let Some(expected) = expected {
            prop_assert_eq!(dossier.edition.map(|id| id.valid_from), Some(expected));
        }
    }

    #[test]
    fn no_value_is_lost_and_no_head_is_superseded(history in any_history()) {
        let dossier = fold(&history.log);
        for field in ["f.a", "f.b", "order.x"] {
            let field = crate::sample::id(field);
            let of_field = history.log.iter().filter(|r| {
                r.operation.field == field && matches!(r.operation.kind, Kind::Set | Kind::Unset)
            });
            let all: BTreeSet<OperationId> = of_field.map(|r| r.operation.id).collect();
            let heads: BTreeSet<OperationId> =
                dossier.heads.get(&field).into_iter().flatten().map(|r| r.operation.id).collect();
            let older = ancestors(&history.log, heads.iter().copied());
            prop_assert!(heads.is_disjoint(&older), "{:?}", field);
            prop_assert_eq!(&(&heads | &older), &all, "{:?}", field);
            // A head is superseded exactly when some device saw it and then wrote the field.
            for head in &heads {
                let later = history.log.iter().any(|r| {
                    all.contains(&r.operation.id) && history.seen[&r.operation.id].contains(head)
                });
                prop_assert!(!later, "{:?}", head);
            }
        }
    }

    #[test]
    fn a_page_stays_unless_who_took_it_away_had_seen_it(history in any_history()) {
        let attaches = || history.log.iter().filter(|r| r.operation.kind == Kind::Attach);
        let image = |r: &Recorded| PagePayload::find(&r.operation.value).unwrap().sha256;
        let image_of: BTreeMap<OperationId, Sha256> =
            attaches().map(|r| (r.operation.id, image(r))).collect();
        let gone = |attach: &Recorded| history.log.iter().any(|r| {
            r.operation.kind == Kind::Detach
                && history.seen[&r.operation.id].contains(&attach.operation.id)
                && r.operation.parents.iter().any(|p| image_of[p] == image(attach))
        });
        let expected: BTreeSet<Sha256> = attaches().filter(|r| !gone(r)).map(image).collect();
        let dossier = fold(&history.log);
        let pages = dossier.pages.get(&"x".parse().unwrap()).cloned().unwrap_or_default();
        let shown: Vec<Sha256> = pages.iter().map(|page| page.image.sha256).collect();
        prop_assert_eq!(shown.iter().copied().collect::<BTreeSet<_>>(), expected);
        prop_assert_eq!(shown.len(), pages.iter().map(|p| p.image.sha256).collect::<BTreeSet<_>>().len());
    }

    #[test]
    fn a_deleted_dossier_had_nothing_unseen(history in any_history()) {
        let of_kind = |kind: Kind| history.log.iter().filter(move |r| r.operation.kind == kind);
        let deletes: Vec<&Recorded> = of_kind(Kind::Delete)
            .filter(|delete| {
                let id = &delete.operation.id;
                !of_kind(Kind::Restore).any(|r| history.seen[&r.operation.id].contains(id))
            })
            .collect();
        let seen = |id: &OperationId| deletes.iter().any(|d| {
            d.operation.id == *id || history.seen[&d.operation.id].contains(id)
        });
        let expected = if deletes.is_empty() {
            Deletion::No
        } else if history.log.iter().all(|r| {
            r.operation.kind.is_of_district() || seen(&r.operation.id)
        }) {
            Deletion::Deleted
        } else {
            Deletion::DeletedWithUnseenChanges
        };
        prop_assert_eq!(fold(&history.log).deletion, expected);
    }

    #[test]
    fn events_come_after_what_they_name(
        (_, arrivals) in any_history().prop_flat_map(|history| any_arrival(history.log)),
    ) {
        let events = fold(&arrivals).events;
        for (place, event) in events.iter().enumerate() {
            for later in &events[place..] {
                prop_assert!(!event.operation.parents.contains(&later.operation.id));
            }
        }
    }
}
