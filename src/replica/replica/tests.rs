use super::*;
use crate::fixtures::{Phone, edition, form, image, set};
use crate::store::memory::MemoryStore;
use core::cell::Cell;
use domain::dossier::{Deletion, FieldState};
use futures_executor::block_on;

async fn only(phone: &Phone) -> Dossier {
    let dossiers = phone.replica.dossiers().await.unwrap();
    assert_eq!(dossiers.len(), 1);
    assert_eq!(phone.replica.dossier(dossiers[0].id).await.unwrap().as_ref(), dossiers.first());
    dossiers.into_iter().next().unwrap()
}

#[test]
fn what_was_recorded_is_there_after_reopening() {
    block_on(async {
        let phone = Phone::new(1).await;
        let dossier = phone.replica.create(edition()).await.unwrap();
        let saved = phone.set(dossier, "ho-ten", "Nguyễn Thị Ngọc Ánh").await;
        assert_eq!(saved.n, 1);
        let phone = phone.reopen().await;
        let found = only(&phone).await;
        assert_eq!(found.id, dossier);
        assert_eq!(found.edition, Some(edition()));
        let value = Payload::Text("Nguyễn Thị Ngọc Ánh".into());
        assert_eq!(found.value(&form("ho-ten")), Some(&value));
        assert_eq!(found.n_unsent, 2);
        let waiting = phone.replica.waiting().await.unwrap();
        assert_eq!((waiting.n_operations, waiting.oldest_said_at), (2, Some(1)));
    });
}

#[test]
fn a_change_names_the_heads_it_saw_also_within_one_batch() {
    block_on(async {
        let phone = Phone::new(1).await;
        let dossier = phone.replica.create(edition()).await.unwrap();
        let changes = vec![set("a", "1"), set("b", "x"), set("a", "2")];
        phone.replica.record(dossier, &edition(), changes).await.unwrap();
        phone.set(dossier, "a", "3").await;
        let found = only(&phone).await;
        assert_eq!(found.value(&form("a")), Some(&Payload::Text("3".into())));
        assert_eq!(found.value(&form("b")), Some(&Payload::Text("x".into())));
        assert_eq!(found.conflicts(), []);
    });
}

#[test]
fn two_tabs_of_one_device_neither_fork_a_field_nor_share_a_counter() {
    block_on(async {
        let phone = Phone::new(1).await;
        let dossier = phone.replica.create(edition()).await.unwrap();
        let other = Phone::open(phone.disk.clone(), phone.signer.clone(), phone.random.clone());
        let other = other.await;
        for n in 0..20 {
            let tab = if n % 3 == 0 { &phone } else { &other };
            tab.set(dossier, "a", &n.to_string()).await;
        }
        let found = only(&phone).await;
        assert_eq!(found.field(&form("a")), FieldState::Plain(&Payload::Text("19".into())));
        assert_eq!(phone.replica.waiting().await.unwrap().n_operations, 21);
    });
}

#[test]
fn listeners_hear_of_commits_and_only_of_commits() {
    block_on(async {
        let phone = Phone::new(1).await;
        let heard = Rc::new(Cell::new(0));
        phone.replica.on_change({
            let heard = heard.clone();
            move |changed| heard.set(heard.get() + changed.dossiers.len())
        });
        let dossier = phone.replica.create(edition()).await.unwrap();
        assert_eq!(heard.get(), 1);
        phone.disk.let_commits_end([Some(StoreError::Full)]);
        let refused = phone.replica.record(dossier, &edition(), vec![set("a", "1")]).await;
        assert_eq!(refused, Err(SaveError::Store(StoreError::Full)));
        assert_eq!(heard.get(), 1);
        assert_eq!(only(&phone).await.value(&form("a")), None);
    });
}

#[test]
fn a_photo_comes_back_byte_for_byte_or_is_known_to_be_damaged() {
    block_on(async {
        let phone = Phone::new(1).await;
        let dossier = phone.replica.create(edition()).await.unwrap();
        let paper: PaperId = "ban-ve".parse().unwrap();
        let image = image(7, 600_000);
        let sha256 = protocol::canonical::sha256(&image.bytes);
        phone.replica.attach(dossier, &edition(), &paper, image.clone()).await.unwrap();
        assert_eq!(phone.replica.blob(sha256).await, Ok(Some(image.bytes)));
        let waiting = phone.replica.waiting().await.unwrap();
        assert_eq!(waiting.n_blobs, 1);
        assert!(waiting.bytes > 600_000);
        let page = only(&phone).await.pages[&paper][0].clone();
        assert_eq!((page.image.sha256, page.image.size_bytes), (sha256, 600_000));
        phone.disk.flip_bit(StoreName::BlobChunk, &row::chunk_key(sha256, 1), 17);
        assert!(matches!(phone.replica.blob(sha256).await, Err(StoreError::Damaged(_))));
    });
}

#[test]
fn a_full_disk_refuses_a_photo_whole_and_still_takes_an_answer() {
    block_on(async {
        let phone = Phone::new(1).await;
        let dossier = phone.replica.create(edition()).await.unwrap();
        let paper: PaperId = "ban-ve".parse().unwrap();
        phone.disk.set_capacity_bytes(Some(100_000));
        let refused = phone.replica.attach(dossier, &edition(), &paper, image(7, 600_000)).await;
        assert_eq!(refused, Err(SaveError::Store(StoreError::Full)));
        assert_eq!(phone.replica.waiting().await.unwrap().n_blobs, 0);
        phone.set(dossier, "a", "1").await;
        assert!(only(&phone).await.pages.is_empty());
    });
}

#[test]
fn pages_keep_their_order_and_a_page_taken_off_is_not_sent() {
    block_on(async {
        let phone = Phone::new(1).await;
        let dossier = phone.replica.create(edition()).await.unwrap();
        let paper: PaperId = "ban-ve".parse().unwrap();
        for seed in 1..=5 {
            phone.replica.attach(dossier, &edition(), &paper, image(seed, 1000)).await.unwrap();
        }
        let pages = only(&phone).await.pages[&paper].clone();
        let expected: Vec<Sha256> =
            (1..=5).map(|seed| protocol::canonical::sha256(&image(seed, 1000).bytes)).collect();
        let shown = |pages: &[domain::dossier::Page]| -> Vec<Sha256> {
            pages.iter().map(|page| page.image.sha256).collect()
        };
        assert_eq!(shown(&pages), expected);
        phone.replica.detach(dossier, &edition(), &paper, pages[1].attach).await.unwrap();
        phone.replica.attach(dossier, &edition(), &paper, image(6, 1000)).await.unwrap();
        let left = only(&phone).await.pages[&paper].clone();
        let sixth = protocol::canonical::sha256(&image(6, 1000).bytes);
        let [a, _, c, d, e] = expected[..] else { unreachable!() };
        assert_eq!(shown(&left), [a, c, d, e, sixth]);
        assert_eq!(phone.replica.waiting().await.unwrap().n_blobs, 5);
        // It may be wanted again.
        assert!(phone.replica.blob(expected[1]).await.unwrap().is_some());
    });
}

#[test]
fn what_was_sent_is_closed_until_it_is_taken_back() {
    block_on(async {
        let phone = Phone::new(1).await;
        let dossier = phone.replica.create(edition()).await.unwrap();
        let digest = Sha256::from_bytes([5; 32]);
        phone.replica.submit(dossier, &edition(), digest).await.unwrap();
        let change = |kind| Change { field: FieldKey::Dossier, kind, value: Payload::Null };
        let record = async |change| phone.replica.record(dossier, &edition(), vec![change]).await;
        assert_eq!(record(set("a", "1")).await, Err(SaveError::Closed));
        let again = phone.replica.submit(dossier, &edition(), digest).await;
        assert_eq!(again, Err(SaveError::Closed));
        assert!(record(change(Kind::Withdraw)).await.is_ok());
        assert!(record(set("a", "1")).await.is_ok());
    });
}

#[test]
fn a_delete_names_all_it_saw() {
    block_on(async {
        let phone = Phone::new(1).await;
        let dossier = phone.replica.create(edition()).await.unwrap();
        phone.set(dossier, "a", "1").await;
        phone.set(dossier, "b", "1").await;
        let change = Change { field: FieldKey::Dossier, kind: Kind::Delete, value: Payload::Null };
        phone.replica.record(dossier, &edition(), vec![change]).await.unwrap();
        assert_eq!(only(&phone).await.deletion, Deletion::Deleted);
        phone.set(dossier, "a", "2").await;
        assert_eq!(only(&phone).await.deletion, Deletion::DeletedWithUnseenChanges);
    });
}

#[test]
fn a_value_that_is_too_large_is_refused_with_its_size() {
    block_on(async {
        let phone = Phone::new(1).await;
        let dossier = phone.replica.create(edition()).await.unwrap();
        for n in [17 * 1024, 40 * 1024] {
            let large = set("a", &"x".repeat(n));
            let changes = vec![set("b", "1"), large];
            let refused = phone.replica.record(dossier, &edition(), changes).await;
            assert_eq!(refused, Err(SaveError::TooLarge { bytes: n + 2, max: 16 * 1024 }));
        }
        assert_eq!(only(&phone).await.value(&form("b")), None);
    });
}

#[test]
fn the_same_batch_after_a_lost_connection_writes_nothing_twice() {
    block_on(async {
        let phone = Phone::new(1).await;
        let dossier = phone.replica.create(edition()).await.unwrap();
        let drafts = [phone.replica.draft(set("a", "1"), Parents::Heads)];
        let sheet = Sheet { dossier, edition: &edition(), said_at: 9, drafts: &drafts };
        let store = MemoryStore::open(&phone.disk);
        for _ in 0..2 {
            let batch = Batch::new(sheet.reads(), |rows| sheet.plan(rows).ok());
            store.apply(batch).await.unwrap();
        }
        assert_eq!(phone.replica.waiting().await.unwrap().n_operations, 2);
        let found = only(&phone).await;
        let heads = &found.heads[&form("a").to_id()];
        assert_eq!((heads.len(), &heads[0].operation.parents[..]), (1, &[][..]));
    });
}

#[test]
fn a_damaged_row_is_named_and_not_guessed_at() {
    block_on(async {
        let phone = Phone::new(1).await;
        let dossier = phone.replica.create(edition()).await.unwrap();
        phone.set(dossier, "a", "1").await;
        let rows = MemoryStore::open(&phone.disk).range(StoreName::Operation, "", "~", 9).await;
        let key = rows.unwrap()[0].0.clone();
        phone.disk.flip_bit(StoreName::Operation, &key, 0);
        assert_eq!(phone.replica.dossiers().await, Err(StoreError::Damaged(key)));
    });
}

#[test]
fn the_app_keeps_its_own_values_apart_from_the_engines() {
    block_on(async {
        let phone = Phone::new(1).await;
        phone.replica.put_meta("identity", b"x".to_vec()).await.unwrap();
        assert_eq!(phone.replica.get_meta("identity").await, Ok(Some(b"x".to_vec())));
        assert_eq!(phone.replica.get_meta("cursor").await, Ok(None));
        let phone = phone.reopen().await;
        assert!(phone.replica.create(edition()).await.is_ok());
    });
}
