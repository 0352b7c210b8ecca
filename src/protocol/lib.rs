//! What crosses the wire: canonical bytes, envelopes, limits, error codes, signatures, receipts.
