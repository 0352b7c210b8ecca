//! The district endpoint: sync API, storage, receipts.
