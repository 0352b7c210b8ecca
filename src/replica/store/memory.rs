//! The store of tests and the simulator: a disk in memory, with connections to it and faults on order.
//!
//! Not here: durability across processes. A [`MemoryDisk`] outlives its connections, not the program.
//!
//! Invariant: "It keeps the same contract as the browser's store, so that what holds here holds there."

use super::{Applied, Batch, Read, Readings, Row, Store, StoreError, StoreName, Write};
use core::cell::RefCell;
use core::future::poll_fn;
use core::task::Poll;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

/// What survives when every connection is closed.
#[derive(Clone, Default)]
pub struct MemoryDisk(Rc<RefCell<Disk>>);

#[derive(Default)]
struct Disk {
    rows: BTreeMap<(StoreName, String), Vec<u8>>,
    capacity_bytes: Option<usize>,
    coming: VecDeque<Option<StoreError>>,
}

impl MemoryDisk {
    /// An empty disk without faults.
    pub fn new() -> Self {
        Self::default()
    }
    /// Lets the coming commits end so: `None` succeeds, `Some` fails and leaves nothing.
    pub fn let_commits_end(&self, ends: impl IntoIterator<Item = Option<StoreError>>) {
        self.0.borrow_mut().coming = ends.into_iter().collect();
    }
    /// From now on a commit that would leave more bytes than this fails as [`StoreError::Full`].
    pub fn set_capacity_bytes(&self, capacity_bytes: Option<usize>) {
        self.0.borrow_mut().capacity_bytes = capacity_bytes;
    }
    /// Bytes of all values.
    pub fn used_bytes(&self) -> usize {
        self.0.borrow().rows.values().map(Vec::len).sum()
    }
    /// Turns over one bit of a row, as a failing disk does; does nothing when there is no such row.
    pub fn flip_bit(&self, store: StoreName, key: &str, at_byte: usize) {
        let mut disk = self.0.borrow_mut();
        let row = disk.rows.get_mut(&(store, key.to_owned()));
        if let Some(byte) = row.and_then(|row| row.get_mut(at_byte)) {
            *byte ^= 1;
        }
    }
}

/// One connection (one tab) to a [`MemoryDisk`].
#[derive(Clone)]
pub struct MemoryStore {
    disk: MemoryDisk,
}

impl MemoryStore {
    /// Opens a connection.
    pub fn open(disk: &MemoryDisk) -> Self {
        Self { disk: disk.clone() }
    }
}

/// Lets others run first, as every request to a real database does.
async fn pause() {
    let mut paused = false;
    poll_fn(|context| {
        if paused {
            return Poll::Ready(());
        }
        paused = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl Disk {
    fn range(&self, store: StoreName, from: &str, to: &str, limit: usize) -> Vec<Row> {
        if from >= to {
            return Vec::new();
        }
        self.rows
            .range((store, from.to_owned())..(store, to.to_owned()))
            .take(limit)
            .map(|((_, key), value)| (key.clone(), value.clone()))
            .collect()
    }

    fn read(&self, read: &Read) -> Vec<Row> {
        match read {
            Read::One(store, key) => {
                let value = self.rows.get(&(*store, key.clone()));
                value.map(|value| (key.clone(), value.clone())).into_iter().collect()
            }
            Read::Range(store, from, to) => self.range(*store, from, to, usize::MAX),
            Read::First(store, from, to, limit) => {
                self.range(*store, from, to, usize::try_from(*limit).unwrap_or(usize::MAX))
            }
        }
    }

    fn apply(&mut self, mut batch: Batch<'_>) -> Result<Applied, StoreError> {
        let readings = Readings { rows: batch.reads.iter().map(|read| self.read(read)).collect() };
        let Some(planned) = (batch.plan)(&readings) else {
            return Ok(Applied { n_writes: 0 });
        };
        if let Some(Some(error)) = self.coming.pop_front() {
            return Err(error);
        }
        let mut changed: BTreeMap<(StoreName, String), Option<Vec<u8>>> = BTreeMap::new();
        let mut n_writes = 0;
        for write in batch.prepared.into_iter().chain(planned) {
            match write {
                Write::Put(store, key, value) => changed.insert((store, key), Some(value)),
                Write::Remove(store, key) => changed.insert((store, key), None),
            };
            n_writes += 1;
        }
        if let Some(capacity) = self.capacity_bytes {
            let after: usize = changed.values().flatten().map(Vec::len).sum();
            let before: usize =
                changed.keys().filter_map(|key| self.rows.get(key)).map(Vec::len).sum();
            let used: usize = self.rows.values().map(Vec::len).sum();
            if after > before && used + after - before > capacity {
                return Err(StoreError::Full);
            }
        }
        for (key, value) in changed {
            match value {
                Some(value) => self.rows.insert(key, value),
                None => self.rows.remove(&key),
            };
        }
        Ok(Applied { n_writes })
    }
}

impl Store for MemoryStore {
    async fn get(&self, store: StoreName, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        pause().await;
        Ok(self.disk.0.borrow().rows.get(&(store, key.to_owned())).cloned())
    }

    async fn range(
        &self,
        store: StoreName,
        from: &str,
        to: &str,
        limit: u32,
    ) -> Result<Vec<Row>, StoreError> {
        pause().await;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Ok(self.disk.0.borrow().range(store, from, to, limit))
    }

    async fn count(&self, store: StoreName, from: &str, to: &str) -> Result<u32, StoreError> {
        pause().await;
        let n = self.disk.0.borrow().range(store, from, to, usize::MAX).len();
        Ok(u32::try_from(n).unwrap_or(u32::MAX))
    }

    async fn apply(&self, batch: Batch<'_>) -> Result<Applied, StoreError> {
        pause().await;
        let applied = self.disk.0.borrow_mut().apply(batch);
        // The commit resolves later than it happens: a lost reply is a real state of a device.
        pause().await;
        applied
    }
}

#[cfg(test)]
mod tests;
