//! What must not be possible: forging, replaying late, reading or guessing what is another's, finding people in the log.

mod signatures;
mod strangers;
mod log;
