//! The offline engine: operation log, outbox, blobs, sync.
