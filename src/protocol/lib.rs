//! What crosses the wire: canonical bytes, envelopes, limits, error codes, request signatures, receipts.
//!
//! Not here: sockets, keys, clocks, storage. Signing and verifying happen at the edges; this crate says over which bytes.
//!
//! Architecture invariant: "Both ends call the same function to make bytes, bases and digests."

#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing))]

pub mod limits;
pub mod canonical;
pub mod reading;
pub mod operation;
pub mod envelope;
pub mod problem;
pub mod admission;
pub mod signature;
pub mod receipt;
