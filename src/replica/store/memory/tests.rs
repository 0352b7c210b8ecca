use super::*;
use crate::store::conformance::{CASES, Place, run_case};
use core::cell::Cell;
use futures_executor::block_on;
use std::collections::HashMap;

#[derive(Default)]
struct Disks {
    disks: RefCell<HashMap<String, MemoryDisk>>,
    capacity_bytes: Cell<Option<usize>>,
}

impl Place for Disks {
    type Store = MemoryStore;
    async fn open(&self, name: &str) -> Result<MemoryStore, StoreError> {
        let mut disks = self.disks.borrow_mut();
        let disk = disks.entry(name.to_owned()).or_default();
        disk.set_capacity_bytes(self.capacity_bytes.get());
        Ok(MemoryStore::open(disk))
    }
    async fn fill(&self) {
        self.capacity_bytes.set(Some(1024 * 1024));
    }
    async fn make_room(&self) {
        self.capacity_bytes.set(None);
    }
}

#[test]
fn keeps_the_contract() {
    let disks = Disks::default();
    for case in CASES {
        block_on(run_case(&disks, case)).unwrap_or_else(|error| panic!("{case}: {error}"));
    }
}

#[test]
fn a_commit_that_fails_on_order_leaves_nothing() {
    let disk = MemoryDisk::new();
    let store = MemoryStore::open(&disk);
    disk.let_commits_end([None, Some(StoreError::Lost)]);
    let put = |key: &str| Write::Put(StoreName::Meta, key.to_owned(), vec![1]);
    assert!(block_on(store.apply(Batch::writing(vec![put("a")]))).is_ok());
    let lost = block_on(store.apply(Batch::writing(vec![put("b"), put("a")])));
    assert_eq!(lost, Err(StoreError::Lost));
    assert_eq!(block_on(store.get(StoreName::Meta, "b")), Ok(None));
    assert_eq!(disk.used_bytes(), 1);
}
