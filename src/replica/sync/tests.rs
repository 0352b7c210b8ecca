use super::*;
use crate::fixtures::{District, Fault, Phone, SeededRandom, edition, form, image, set};
use crate::{Change, Shelved};
use core::cell::RefCell;
use domain::dossier::{Dossier, Stage};
use domain::ids::{DossierId, OperationId, PaperId, Sha256};
use domain::operation::{FieldKey, Kind, Payload};
use futures_executor::block_on;
use proptest::prelude::*;

const DONE: SyncOutcome = SyncOutcome::Done { received: false };
const NEWS: SyncOutcome = SyncOutcome::Done { received: true };

fn offline(reason: OfflineReason) -> SyncOutcome {
    SyncOutcome::Offline(reason)
}

fn paper() -> PaperId {
    "ban-ve".parse().unwrap()
}

/// Without what each device may tell differently: when the district received it.
async fn told(phone: &Phone) -> Vec<Dossier> {
    let mut dossiers = phone.replica.dossiers().await.unwrap();
    for dossier in &mut dossiers {
        let of_fields = dossier.heads.values_mut().flatten();
        for recorded in of_fields.chain(&mut dossier.events) {
            recorded.received_at = None;
        }
    }
    dossiers
}

async fn n_waiting(phone: &Phone) -> u32 {
    phone.replica.waiting().await.unwrap().n_operations
}

async fn draft(phone: &Phone) -> DossierId {
    let dossier = phone.replica.create(edition()).await.unwrap();
    phone.set(dossier, "a", "1").await;
    dossier
}

#[test]
fn a_first_round_enrols_and_sends_everything_once() {
    block_on(async {
        let (phone, district) = (Phone::new(1).await, District::new());
        draft(&phone).await;
        assert_eq!(phone.replica.account().await, Ok(None));
        assert_eq!(phone.sync(&district).await, DONE);
        assert_eq!(n_waiting(&phone).await, 0);
        assert_eq!(district.accepted().len(), 2);
        assert_eq!(phone.replica.dossiers().await.unwrap()[0].n_unsent, 0);
        assert!(phone.replica.account().await.unwrap().is_some());
        assert_eq!(phone.replica.receipt_keys().await.unwrap().len(), 1);
        assert_eq!(phone.replica.hello().await.unwrap().unwrap().service, "ho-so");
        let asked = ["GET /v1/hello", "POST /v1/devices", "POST /v1/operations"];
        assert_eq!(district.take_seen(), asked);
        // Nothing new: one question.
        assert_eq!(phone.sync(&district).await, DONE);
        assert_eq!(district.take_seen(), ["GET /v1/operations?after=2"]);
    });
}

/// One exchange of the round goes wrong, `outcome` says how; the next round puts everything right.
fn check_fault(faults: &[Fault], outcome: SyncOutcome) {
    block_on(async {
        let (phone, district) = (Phone::new(1).await, District::new());
        let dossier = draft(&phone).await;
        assert_eq!(phone.sync(&district).await, DONE);
        phone.set(dossier, "a", "2").await;
        phone.set(dossier, "b", "2").await;
        district.let_happen(faults.iter().cloned());
        assert_eq!(phone.sync(&district).await, outcome);
        let ours = |dossiers: &[Dossier]| dossiers[0].value(&form("b")).cloned();
        let two = Some(Payload::Text("2".into()));
        assert_eq!(ours(&phone.replica.dossiers().await.unwrap()), two);
        if outcome != DONE {
            assert_eq!(n_waiting(&phone).await, 2);
        }
        district.let_happen([]);
        let phone = phone.reopen().await;
        assert_eq!(phone.sync(&district).await, DONE);
        assert_eq!(n_waiting(&phone).await, 0);
        assert_eq!(district.accepted().len(), 4);
        assert_eq!(phone.replica.shelf().await, Ok(vec![]));
    });
}

#[test]
fn a_request_that_never_arrives() {
    check_fault(&[Fault::LoseRequest], offline(OfflineReason::Unreachable));
}

#[test]
fn a_reply_lost_after_the_commit() {
    check_fault(&[Fault::LoseReply], offline(OfflineReason::TimedOut));
}

#[test]
fn a_captive_portal() {
    check_fault(&[Fault::Html], offline(OfflineReason::NotOurs));
}

#[test]
fn a_reply_cut_in_the_middle() {
    check_fault(&[Fault::Cut], offline(OfflineReason::NotOurs));
}

#[test]
fn a_result_too_few() {
    check_fault(&[Fault::Hole], offline(OfflineReason::BrokenReply));
}

#[test]
fn refusals_by_status() {
    let trouble = |code: Code| offline(OfflineReason::ServerTrouble(code.status()));
    check_fault(&[Fault::Refuse(Code::TooLarge)], trouble(Code::TooLarge));
    check_fault(&[Fault::Refuse(Code::UnsupportedType)], trouble(Code::UnsupportedType));
    check_fault(&[Fault::Refuse(Code::Fault)], trouble(Code::Fault));
    check_fault(&[Fault::Refuse(Code::UpgradeRequired)], SyncOutcome::UpgradeRequired);
    check_fault(&[Fault::Refuse(Code::TooMany)], SyncOutcome::Later { after_s: 7 });
    check_fault(&[Fault::Refuse(Code::Busy)], SyncOutcome::Later { after_s: 7 });
    check_fault(&[Fault::Refuse(Code::DiskFull)], offline(OfflineReason::DiskFull));
    check_fault(&[Fault::Refuse(Code::DeviceUnknown)], SyncOutcome::EnrolAgain);
    check_fault(&[Fault::Refuse(Code::SignatureInvalid)], SyncOutcome::EnrolAgain);
}

#[test]
fn a_stale_nonce_is_replaced_once_within_the_round() {
    check_fault(&[Fault::Refuse(Code::NonceExpired)], DONE);
    let twice = [Fault::Refuse(Code::NonceExpired), Fault::Refuse(Code::NonceExpired)];
    check_fault(&twice, offline(OfflineReason::ServerTrouble(401)));
    block_on(async {
        let (phone, district) = (Phone::new(1).await, District::new());
        assert_eq!(phone.sync(&district).await, DONE);
        district.expire_nonces();
        draft(&phone).await;
        assert_eq!(phone.sync(&district).await, DONE);
        assert_eq!(district.accepted().len(), 2);
    });
}

#[test]
fn a_device_that_cannot_store_the_reply_sends_again() {
    block_on(async {
        let (phone, district) = (Phone::new(1).await, District::new());
        let dossier = draft(&phone).await;
        assert_eq!(phone.sync(&district).await, DONE);
        phone.set(dossier, "a", "2").await;
        phone.disk.let_commits_end([Some(StoreError::Full)]);
        assert_eq!(phone.sync(&district).await, SyncOutcome::Store(StoreError::Full));
        assert_eq!(n_waiting(&phone).await, 1);
        assert_eq!(phone.sync(&district).await, DONE);
        assert_eq!(district.accepted().len(), 3);
        assert_eq!(phone.replica.dossiers().await.unwrap()[0].n_unsent, 0);
    });
}

#[test]
fn two_devices_of_one_account_converge_and_conflicts_stay() {
    block_on(async {
        let district = District::new();
        let first = Phone::new(1).await;
        let dossier = draft(&first).await;
        assert_eq!(first.sync(&district).await, DONE);
        let second = first.sibling(2).await;
        assert_eq!(second.sync(&district).await, NEWS);
        assert_eq!(told(&second).await, told(&first).await);
        first.set(dossier, "a", "of the first").await;
        second.set(dossier, "a", "of the second").await;
        assert_eq!(first.sync(&district).await, DONE);
        assert_eq!(second.sync(&district).await, NEWS);
        assert_eq!(first.sync(&district).await, NEWS);
        assert_eq!(told(&second).await, told(&first).await);
        assert_eq!(told(&first).await[0].conflicts(), [form("a")]);
        second.set(dossier, "a", "a third").await;
        assert_eq!(second.sync(&district).await, DONE);
        assert_eq!(first.sync(&district).await, NEWS);
        let third = Payload::Text("a third".into());
        assert_eq!(told(&first).await[0].value(&form("a")), Some(&third));
    });
}

#[test]
fn a_long_log_comes_page_by_page_and_a_cut_keeps_what_came() {
    block_on(async {
        let district = District::new();
        let first = Phone::new(1).await;
        let dossier = draft(&first).await;
        for n in 0..600 {
            first.set(dossier, &format!("f{}", n % 50), &n.to_string()).await;
        }
        assert_eq!(first.sync(&district).await, DONE);
        assert_eq!(district.accepted().len(), 602);
        district.set_page_size(100);
        let second = first.sibling(2).await;
        let faults = [Fault::None, Fault::None, Fault::None, Fault::None, Fault::Cut];
        district.let_happen(faults);
        assert_eq!(second.sync(&district).await, offline(OfflineReason::NotOurs));
        district.take_seen();
        assert_eq!(second.sync(&district).await, NEWS);
        assert_eq!(district.take_seen()[0], "GET /v1/operations?after=200");
        assert_eq!(told(&second).await, told(&first).await);
        // Own operations come between those of others when both push.
        second.set(dossier, "x", "1").await;
        for n in 0..300 {
            first.set(dossier, "y", &n.to_string()).await;
        }
        assert_eq!(first.sync(&district).await, DONE);
        assert_eq!(second.sync(&district).await, NEWS);
        assert_eq!(first.sync(&district).await, NEWS);
        assert_eq!(told(&second).await, told(&first).await);
    });
}

#[test]
fn a_hole_in_the_log_is_refused_and_changes_nothing() {
    block_on(async {
        let district = District::new();
        let first = Phone::new(1).await;
        draft(&first).await;
        assert_eq!(first.sync(&district).await, DONE);
        let second = first.sibling(2).await;
        district.let_happen([Fault::None, Fault::None, Fault::Hole]);
        assert_eq!(second.sync(&district).await, offline(OfflineReason::BrokenReply));
        assert_eq!(told(&second).await, []);
        assert_eq!(second.sync(&district).await, NEWS);
        assert_eq!(told(&second).await, told(&first).await);
    });
}

#[test]
fn what_is_refused_for_good_goes_to_the_shelf_and_nothing_behind_it_waits() {
    block_on(async {
        let (phone, district) = (Phone::new(1).await, District::new());
        let dossier = draft(&phone).await;
        phone.set(dossier, "a", "refuse me").await;
        phone.set(dossier, "a", "2").await;
        district.let_happen([Fault::None, Fault::None, Fault::LoseReply]);
        assert_eq!(phone.sync(&district).await, offline(OfflineReason::TimedOut));
        assert_eq!(phone.sync(&district).await, DONE);
        let shelf = phone.replica.shelf().await.unwrap();
        let [Shelved { operation, code: Code::ValueUnknown, number: Some(3), .. }] = &shelf[..]
        else {
            panic!("{shelf:?}")
        };
        assert_eq!(operation.value, Payload::Text("refuse me".into()));
        assert_eq!(n_waiting(&phone).await, 0);
        assert_eq!((district.n_rows(), district.accepted().len()), (4, 3));
        let second = phone.sibling(2).await;
        assert_eq!(second.sync(&district).await, NEWS);
        assert_eq!(told(&second).await, told(&phone).await);
        assert_eq!(phone.reopen().await.replica.shelf().await.unwrap(), shelf);
    });
}

#[test]
fn a_submission_waits_for_its_pages_and_the_receipt_comes_back() {
    block_on(async {
        let (phone, district) = (Phone::new(1).await, District::new());
        let dossier = draft(&phone).await;
        for seed in 1..=3 {
            let image = image(seed, 700_000);
            phone.replica.attach(dossier, &edition(), &paper(), image).await.unwrap();
        }
        phone.replica.submit(dossier, &edition(), Sha256::from_bytes([7; 32])).await.unwrap();
        // Hello, enrol, push, then of the first page: state, piece, and a piece that is lost.
        let faults = [Fault::None, Fault::None, Fault::None, Fault::None, Fault::None];
        district.let_happen(faults.into_iter().chain([Fault::LoseRequest]));
        assert_eq!(phone.sync(&district).await, offline(OfflineReason::Unreachable));
        assert_eq!((district.accepted().len(), n_waiting(&phone).await), (5, 1));
        district.take_seen();
        let said = RefCell::new(Vec::new());
        let say = |progress| said.borrow_mut().push(progress);
        assert_eq!(phone.replica.sync(&district, &phone.signer, &say).await, NEWS);
        let photo = |index, chunk| Progress::Photo { index, of: 3, chunk, of_chunks: 3 };
        let mut expected: Vec<Progress> = vec![photo(1, 2), photo(1, 3)];
        expected.extend([2, 3].map(|i| [1, 2, 3].map(|chunk| photo(i, chunk))).as_flattened());
        expected.push(Progress::Sending { operations_left: 1 });
        assert_eq!(said.take(), expected);
        let puts = district.take_seen().iter().filter(|line| line.starts_with("PUT")).count();
        assert_eq!(puts, 8);
        assert_eq!(district.n_complete_blobs(), 3);
        let found = phone.replica.dossier(dossier).await.unwrap().unwrap();
        assert_eq!((found.stage(), found.n_unsent), (Stage::Received, 0));
        assert_eq!(phone.replica.waiting().await.unwrap(), crate::Waiting::default());
    });
}

#[test]
fn a_submission_does_not_hold_back_what_was_recorded_before_it() {
    block_on(async {
        let (phone, district) = (Phone::new(1).await, District::new());
        let dossier = draft(&phone).await;
        phone.replica.attach(dossier, &edition(), &paper(), image(1, 1000)).await.unwrap();
        phone.replica.submit(dossier, &edition(), Sha256::from_bytes([7; 32])).await.unwrap();
        let other = draft(&phone).await;
        assert_eq!(phone.sync(&district).await, NEWS);
        let found = phone.replica.dossier(dossier).await.unwrap().unwrap();
        assert_eq!(found.stage(), Stage::Received);
        assert_eq!(phone.replica.dossier(other).await.unwrap().unwrap().n_unsent, 0);
    });
}

#[test]
fn a_page_the_district_cannot_take_gives_the_submission_back() {
    block_on(async {
        let (phone, district) = (Phone::new(1).await, District::new());
        let dossier = draft(&phone).await;
        let mut text = image(1, 1000);
        text.bytes[0] = b'T';
        phone.replica.attach(dossier, &edition(), &paper(), text).await.unwrap();
        phone.replica.attach(dossier, &edition(), &paper(), image(2, 1000)).await.unwrap();
        let digest = Sha256::from_bytes([7; 32]);
        phone.replica.submit(dossier, &edition(), digest).await.unwrap();
        assert_eq!(phone.sync(&district).await, DONE);
        assert_eq!(n_waiting(&phone).await, 0);
        let found = phone.replica.dossier(dossier).await.unwrap().unwrap();
        assert_eq!(found.stage(), Stage::Draft);
        let shelf = phone.replica.shelf().await.unwrap();
        let kinds: Vec<(&Kind, Code)> =
            shelf.iter().map(|shelved| (&shelved.operation.kind, shelved.code)).collect();
        let not_an_image = Code::NotAnImage;
        assert_eq!(kinds, [(&Kind::Submit, not_an_image), (&Kind::Attach, not_an_image)]);
        // The page comes off, the dossier goes through.
        let bad = found.pages[&paper()][0].attach;
        phone.replica.detach(dossier, &edition(), &paper(), bad).await.unwrap();
        assert_eq!(phone.sync(&district).await, DONE);
    });
}

#[test]
fn a_page_damaged_on_the_device_is_not_sent() {
    block_on(async {
        let (phone, district) = (Phone::new(1).await, District::new());
        let dossier = draft(&phone).await;
        let page = image(1, 1000);
        let key = crate::row::chunk_key(protocol::canonical::sha256(&page.bytes), 0);
        phone.replica.attach(dossier, &edition(), &paper(), page).await.unwrap();
        phone.disk.flip_bit(crate::StoreName::BlobChunk, &key, 500);
        // The district lacks nothing and cannot put it together, three times over; then the next round.
        let outcome = phone.sync(&district).await;
        assert_eq!(outcome, offline(OfflineReason::ServerTrouble(409)));
        assert_eq!((district.n_complete_blobs(), n_waiting(&phone).await), (0, 0));
    });
}

#[test]
fn a_cloned_profile_takes_another_name_and_loses_nothing() {
    block_on(async {
        let district = District::new();
        let phone = Phone::new(1).await;
        let dossier = draft(&phone).await;
        assert_eq!(phone.sync(&district).await, DONE);
        // The twin: same identity, same counter, own store.
        let twin_random = SeededRandom::new(99);
        let disk = crate::MemoryDisk::new();
        let twin = Phone::open(disk, phone.signer.clone(), twin_random).await;
        let of_twin = draft(&twin).await;
        assert_eq!(twin.sync(&district).await, SyncOutcome::Forked);
        assert_eq!(n_waiting(&twin).await, 2);
        assert_eq!(twin.sync(&district).await, DONE);
        assert_eq!((n_waiting(&twin).await, district.accepted().len()), (0, 4));
        twin.set(of_twin, "a", "2").await;
        phone.set(dossier, "a", "2").await;
        assert_eq!(twin.sync(&district).await, DONE);
        assert_eq!(phone.sync(&district).await, NEWS);
        let twin = twin.reopen().await;
        assert_eq!(twin.sync(&district).await, NEWS);
        assert_eq!(told(&twin).await, told(&phone).await);
        assert_eq!(district.accepted().len(), 6);
    });
}

#[test]
fn a_district_restored_from_yesterday_gets_back_what_it_lost() {
    block_on(async {
        let district = District::new();
        let phone = Phone::new(1).await;
        let dossier = draft(&phone).await;
        phone.replica.attach(dossier, &edition(), &paper(), image(1, 1000)).await.unwrap();
        assert_eq!(phone.sync(&district).await, DONE);
        let second = phone.sibling(2).await;
        assert_eq!(second.sync(&district).await, NEWS);
        second.set(dossier, "a", "of the second").await;
        assert_eq!(second.sync(&district).await, DONE);
        assert_eq!(phone.sync(&district).await, NEWS);
        phone.set(dossier, "b", "after").await;
        assert_eq!(phone.sync(&district).await, DONE);
        let before = district.accepted();
        district.restore_without(3);
        phone.set(dossier, "c", "not yet sent").await;
        assert!(matches!(phone.sync(&district).await, SyncOutcome::Done { .. }));
        assert_eq!(n_waiting(&phone).await, 0);
        let mut after = district.accepted();
        assert!(before.iter().all(|id| after.contains(id)));
        assert_eq!(after.len(), before.len() + 1);
        after.sort();
        after.dedup();
        assert_eq!(after.len(), before.len() + 1);
        assert_eq!(district.n_complete_blobs(), 1);
        assert!(matches!(second.sync(&district).await, SyncOutcome::Done { .. }));
        assert!(matches!(phone.sync(&district).await, SyncOutcome::Done { .. }));
        assert_eq!(district.accepted().len(), before.len() + 1);
        let ids = |dossiers: Vec<Dossier>| -> Vec<Vec<(OperationId, Option<u32>)>> {
            let heads = dossiers.into_iter().map(|dossier| dossier.heads);
            heads
                .map(|heads| {
                    heads.into_values().flatten().map(|r| (r.operation.id, r.number)).collect()
                })
                .collect()
        };
        assert_eq!(ids(told(&second).await), ids(told(&phone).await));
    });
}

#[test]
fn a_quiet_device_knows_a_restored_district_by_its_epoch() {
    block_on(async {
        let district = District::new();
        let phone = Phone::new(1).await;
        let dossier = draft(&phone).await;
        let second = phone.sibling(2).await;
        assert_eq!(phone.sync(&district).await, DONE);
        assert_eq!(second.sync(&district).await, NEWS);
        // The restored log has grown past what the quiet one knows: no number tells it that anything is wrong.
        district.restore_without(1);
        second.set(dossier, "b", "1").await;
        second.set(dossier, "b", "2").await;
        assert!(matches!(second.sync(&district).await, SyncOutcome::Done { .. }));
        assert!(matches!(phone.sync(&district).await, SyncOutcome::Done { .. }));
        assert_eq!(told(&phone).await[0].value(&form("b")), Some(&Payload::Text("2".into())));
        assert_eq!(told(&phone).await[0].value(&form("a")), Some(&Payload::Text("1".into())));
        assert_eq!(district.accepted().len(), 4);
    });
}

#[test]
fn a_parent_the_district_lost_is_sent_again() {
    block_on(async {
        let (phone, district) = (Phone::new(1).await, District::new());
        let dossier = draft(&phone).await;
        assert_eq!(phone.sync(&district).await, DONE);
        let lost = district.accepted()[1];
        district.lose_operation(lost);
        phone.set(dossier, "a", "2").await;
        assert_eq!(phone.sync(&district).await, DONE);
        assert_eq!(n_waiting(&phone).await, 0);
        let accepted = district.accepted();
        assert_eq!(accepted.len(), 3);
        assert!(accepted.contains(&lost));
        assert_eq!(phone.replica.shelf().await, Ok(vec![]));
        let found = phone.replica.dossier(dossier).await.unwrap().unwrap();
        assert_eq!((found.n_unsent, found.conflicts()), (0, vec![]));
    });
}

#[test]
fn enrolling_again_keeps_and_sends_everything() {
    block_on(async {
        let (phone, district) = (Phone::new(1).await, District::new());
        let dossier = draft(&phone).await;
        assert_eq!(phone.sync(&district).await, DONE);
        district.forget_device(phone.signer.device);
        phone.set(dossier, "a", "2").await;
        assert_eq!(phone.sync(&district).await, SyncOutcome::EnrolAgain);
        assert_eq!(phone.sync(&district).await, SyncOutcome::EnrolAgain);
        phone.replica.enrol_again().await.unwrap();
        assert_eq!(n_waiting(&phone).await, 3);
        assert_eq!(phone.sync(&district).await, DONE);
        let found = phone.replica.dossier(dossier).await.unwrap().unwrap();
        assert_eq!((found.n_unsent, n_waiting(&phone).await), (0, 0));
    });
}

#[test]
fn another_key_on_the_device_sends_what_waits_in_its_own_name() {
    block_on(async {
        let (phone, district) = (Phone::new(1).await, District::new());
        draft(&phone).await;
        let mut signer = phone.signer.clone();
        signer.device = domain::ids::DeviceId::from_bytes([77; 16]);
        let phone = Phone::open(phone.disk.clone(), signer, phone.random.clone()).await;
        assert_eq!(phone.sync(&district).await, DONE);
        assert_eq!(district.accepted().len(), 2);
        assert_eq!(phone.replica.dossiers().await.unwrap()[0].n_unsent, 0);
    });
}

#[test]
fn two_tabs_that_talk_at_once_lose_nothing() {
    block_on(async {
        let (phone, district) = (Phone::new(1).await, District::new());
        let dossier = draft(&phone).await;
        let tab = Phone::open(phone.disk.clone(), phone.signer.clone(), phone.random.clone()).await;
        for n in 0..30 {
            phone.set(dossier, "a", &n.to_string()).await;
            tab.set(dossier, "b", &n.to_string()).await;
            let (one, two) =
                crate::fixtures::both(phone.sync(&district), tab.sync(&district)).await;
            assert!(matches!(one, SyncOutcome::Done { .. }), "{one:?}");
            assert!(matches!(two, SyncOutcome::Done { .. }), "{two:?}");
        }
        assert_eq!(n_waiting(&phone).await, 0);
        assert_eq!(district.accepted().len(), 62);
        assert_eq!(phone.replica.dossiers().await.unwrap()[0].n_unsent, 0);
    });
}

#[test]
fn a_reply_that_comes_after_everything_changed_is_dropped() {
    block_on(async {
        let (phone, district) = (Phone::new(1).await, District::new());
        draft(&phone).await;
        assert_eq!(phone.sync(&district).await, DONE);
        phone.set(phone.replica.dossiers().await.unwrap()[0].id, "a", "2").await;
        let standing = phone.replica.standing().await.unwrap();
        let load = phone.replica.next_load().await.unwrap();
        let epoch = standing.cursor.unwrap().epoch;
        let page = PullPage { epoch, at: 1, entries: vec![], upto: 3, more: false };
        let results = vec![PushResult::Accepted(3)];
        let reply = ledger::Reply::check(&standing, &load, results, page).unwrap();
        // Meanwhile another tab learns that the district was restored, or that the profile was cloned.
        phone.replica.begin_anew(ledger::Anew::Log).await.unwrap();
        assert_eq!(phone.replica.apply_reply(&reply).await, Ok(false));
        assert_eq!(n_waiting(&phone).await, 3);
        assert_eq!(phone.replica.standing().await.unwrap().cursor, None);
        assert_eq!(phone.replica.dossiers().await.unwrap()[0].n_unsent, 3);
        assert_eq!(phone.sync(&district).await, DONE);
        assert_eq!((n_waiting(&phone).await, district.accepted().len()), (0, 3));
    });
}

#[derive(Debug, Clone)]
enum Act {
    Create(usize),
    Set(usize, u8, u8),
    Attach(usize, u8),
    Detach(usize),
    Reopen(usize),
    Sync(usize, Vec<Fault>),
    StoreFails(usize),
}

fn act() -> impl Strategy<Value = Act> {
    let who = 0..2usize;
    let fault = prop_oneof![
        4 => Just(Fault::None),
        1 => Just(Fault::LoseRequest),
        2 => Just(Fault::LoseReply),
        1 => Just(Fault::Html),
        1 => Just(Fault::Cut),
        1 => Just(Fault::Hole),
        1 => Just(Fault::Refuse(Code::Busy)),
        1 => Just(Fault::Refuse(Code::NonceExpired)),
    ];
    prop_oneof![
        1 => who.clone().prop_map(Act::Create),
        8 => (who.clone(), 0..4u8, any::<u8>()).prop_map(|(w, f, v)| Act::Set(w, f, v)),
        1 => (who.clone(), 0..4u8).prop_map(|(w, seed)| Act::Attach(w, seed)),
        1 => who.clone().prop_map(Act::Detach),
        1 => who.clone().prop_map(Act::Reopen),
        5 => (who.clone(), prop::collection::vec(fault, 0..6)).prop_map(|(w, f)| Act::Sync(w, f)),
        1 => who.prop_map(Act::StoreFails),
    ]
}

/// Plays a history; whatever was saved is in the district once, and both devices tell the same in the end.
async fn play(acts: Vec<Act>) {
    let district = District::new();
    district.set_page_size(7);
    let first = Phone::new(1).await;
    let second = first.sibling(2).await;
    let mut phones = [Some(first), Some(second)];
    let mut saved = 0;
    for act in acts {
        let (Act::Create(who)
        | Act::Set(who, ..)
        | Act::Attach(who, _)
        | Act::Detach(who)
        | Act::Reopen(who)
        | Act::Sync(who, _)
        | Act::StoreFails(who)) = act;
        let reopens = matches!(act, Act::Reopen(_));
        let phone = phones[who].take().unwrap();
        let dossier = phone.replica.dossiers().await.unwrap().into_iter().next();
        match (act, dossier) {
            (Act::Create(_), _) => {
                saved += usize::from(phone.replica.create(edition()).await.is_ok())
            }
            (Act::Set(_, field, value), Some(dossier)) => {
                let changes = vec![set(&format!("f{field}"), &value.to_string())];
                let result = phone.replica.record(dossier.id, &edition(), changes).await;
                saved += result.map_or(0, |saved| saved.n);
            }
            (Act::Attach(_, seed), Some(dossier)) => {
                let image = image(u64::from(seed) + 1, 300);
                let result = phone.replica.attach(dossier.id, &edition(), &paper(), image).await;
                saved += result.map_or(0, |saved| saved.n);
            }
            (Act::Detach(_), Some(dossier)) => {
                if let Some(page) = dossier.pages.get(&paper()).and_then(|pages| pages.first()) {
                    let attach = page.attach;
                    phone.replica.detach(dossier.id, &edition(), &paper(), attach).await.unwrap();
                    saved += 1;
                }
            }
            (Act::Sync(_, faults), _) => {
                district.let_happen(faults);
                phone.sync(&district).await;
                district.let_happen([]);
            }
            (Act::StoreFails(_), _) => {
                // The commit of the next reply, or of whatever comes first.
                phone.disk.let_commits_end([None, Some(StoreError::Aborted("on order".into()))]);
                phone.sync(&district).await;
                phone.disk.let_commits_end([]);
            }
            _ => {}
        }
        phones[who] = Some(if reopens { phone.reopen().await } else { phone });
    }
    let [first, second] = phones.map(Option::unwrap);
    for phone in [&first, &second, &first] {
        let outcome = phone.sync(&district).await;
        assert!(matches!(outcome, SyncOutcome::Done { .. }), "{outcome:?}");
    }
    let accepted = district.accepted();
    let mut unique = accepted.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), accepted.len(), "an operation is in the log twice");
    assert_eq!(accepted.len(), saved, "what was saved is not what arrived");
    assert_eq!(told(&first).await, told(&second).await);
    for phone in [&first, &second] {
        assert_eq!(n_waiting(phone).await, 0);
        assert_eq!(phone.replica.waiting().await.unwrap().n_blobs, 0);
        assert!(told(phone).await.iter().all(|dossier| dossier.n_unsent == 0));
        assert_eq!(phone.replica.shelf().await, Ok(vec![]));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn everything_arrives_once_whatever_happens(acts in prop::collection::vec(act(), 1..60)) {
        block_on(play(acts));
    }
}

#[test]
fn withdrawing_an_unsent_submission_is_sent_after_it() {
    block_on(async {
        let (phone, district) = (Phone::new(1).await, District::new());
        let dossier = draft(&phone).await;
        phone.replica.submit(dossier, &edition(), Sha256::from_bytes([7; 32])).await.unwrap();
        let withdraw =
            Change { field: FieldKey::Dossier, kind: Kind::Withdraw, value: Payload::Null };
        phone.replica.record(dossier, &edition(), vec![withdraw]).await.unwrap();
        assert_eq!(phone.sync(&district).await, NEWS);
        assert_eq!(district.accepted().len(), 5);
        assert_eq!(n_waiting(&phone).await, 0);
    });
}
