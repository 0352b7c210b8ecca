//! Room on the disk and permission to write, asked before long work instead of after.
//!
//! It frees nothing.
//!
//! > "A full disk is told as a full disk, never as the compiler error it caused."

use std::path::Path;

use anyhow::{Context, Result, bail};

const MIB: u64 = 1 << 20;

/// What a first build takes at most, measured with room to spare.
pub(crate) const FIRST_BUILD_BYTES: u64 = 3 << 30;

/// Refuses to begin work that cannot fit.
pub(crate) fn check_room(directory: &Path, needed_bytes: u64) -> Result<()> {
    let Some(free) = free_bytes(directory) else { return Ok(()) };
    if free < needed_bytes {
        bail!(
            "the disk is almost full: {} MB are free under {} and about {} MB are needed; \
             free some space and start again",
            free / MIB,
            directory.display(),
            needed_bytes / MIB
        );
    }
    Ok(())
}

/// Tells a full disk apart from other reasons after something failed.
pub(crate) fn check_not_full(directory: &Path) -> Result<()> {
    match free_bytes(directory) {
        Some(free) if free < 20 * MIB => bail!(
            "the disk is full: {} MB are free under {}; free some space and start again",
            free / MIB,
            directory.display()
        ),
        _ => Ok(()),
    }
}

/// Creates a directory if need be and proves that files can be written there.
pub(crate) fn check_writable(directory: &Path) -> Result<()> {
    std::fs::create_dir_all(directory).with_context(|| {
        format!(
            "the data directory {} cannot be created; choose another one with --data DIR",
            directory.display()
        )
    })?;
    let probe = directory.join(".write-probe");
    std::fs::write(&probe, b"probe").and_then(|()| std::fs::remove_file(&probe)).with_context(
        || {
            format!(
                "the data directory {} cannot be written; \
                 change its permissions or choose another one with --data DIR",
                directory.display()
            )
        },
    )
}

/// The space available to this user, or nothing where the system does not say.
#[cfg(unix)]
fn free_bytes(directory: &Path) -> Option<u64> {
    let existing = directory.ancestors().find(|ancestor| ancestor.exists())?;
    let stat = rustix::fs::statvfs(existing).ok()?;
    Some(stat.f_bavail.saturating_mul(stat.f_frsize))
}

#[cfg(not(unix))]
fn free_bytes(_directory: &Path) -> Option<u64> {
    None
}
