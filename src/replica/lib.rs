//! The offline engine: operation log, outbox, blobs, sync.
//!
//! Not here: screens, keys, sockets, clocks. They come in through the traits of [`outside`].
//!
//! Architecture invariant: "'Saved on this device' is said only after the commit resolved."
//! Architecture invariant: "No transaction is held across the network or any foreign await."

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

pub mod outside;
pub mod store;
mod row;
mod replica;
mod sync;
#[cfg(test)]
mod fixtures;

pub use outside::{
    Clock, Method, Network, NetworkError, Random, Request, Response, SignError, Signer,
};
#[cfg(target_arch = "wasm32")]
pub use store::indexed_db::IndexedDbStore;
pub use store::memory::{MemoryDisk, MemoryStore};
pub use store::{Applied, Batch, Store, StoreError, StoreName};

pub use replica::{Change, Changed, Image, Replica, SaveError, Saved, Shelved, Waiting};
pub use sync::{OfflineReason, Progress, SyncOutcome};
