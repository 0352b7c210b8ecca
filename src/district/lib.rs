//! The district endpoint: sync API, storage, receipts, and the site it serves.
//!
//! Not here: rules (crate `domain`), bytes on the wire (crate `protocol`), the command line (`main.rs`).
//!
//! Architecture invariant: "What was acknowledged is on the disk."
//! Architecture invariant: "Every query about a resident's records carries the account of the signature."

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

mod clock;
mod config;
mod start;
mod site;

mod district;
mod intake;
mod rulebook;
mod published;
mod replacement;
pub mod publishing;
mod keys;
mod random;
mod nonce;
mod auth;
mod problem;

mod routes;
mod openapi;
mod push;
mod resident;
mod submit;
mod receipt;
mod picture;
mod rate;
pub mod odd_results;
mod storage;

pub use clock::{Clock, SystemClock};
pub use config::{Config, MeaningOption, NotATemplate, NumberTemplate};
pub use start::{Running, StartError, start};
