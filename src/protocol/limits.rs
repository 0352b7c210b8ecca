//! The limits both ends keep. The district announces them in `hello`; these are the ones of this protocol version.

/// Version of the protocol this code speaks.
pub const PROTOCOL: u16 = 1;
/// Oldest version whose pushes are accepted.
pub const OLDEST_PROTOCOL: u16 = 1;
/// Most operations in one push.
pub const MAX_PUSH_OPERATIONS: usize = 256;
/// Most bytes in the body of a push.
pub const MAX_PUSH_BYTES: usize = 256 * 1024;
/// Most bytes in the canonical value of one operation.
pub const MAX_VALUE_BYTES: usize = 16 * 1024;
/// Most bytes in one canonical operation.
pub const MAX_OPERATION_BYTES: usize = 24 * 1024;
/// Most parents one operation may name.
pub const MAX_PARENTS: usize = 64;
/// Bytes of every chunk of a blob but the last.
pub const CHUNK_BYTES: usize = 256 * 1024;
/// Most bytes of one blob (a stored page).
pub const MAX_BLOB_BYTES: usize = 8 * 1024 * 1024;
/// Most operations in one page of a pull.
pub const MAX_PULL_OPERATIONS: usize = 1000;
/// Most bytes of operations in one page of a pull.
pub const MAX_PULL_BYTES: usize = 1024 * 1024;
/// Most bytes in the body of an odd result.
pub const MAX_ODD_RESULT_BYTES: usize = 8 * 1024;
/// Most characters a person may say about an odd result.
pub const MAX_SAID_CHARS: u16 = 500;
/// How long a nonce is good, in seconds of the district's own time.
pub const NONCE_LIFE_S: i64 = 600;
