//! What the integration tests share: a built site, a clock that can be turned, the endpoint, devices that sign, photographs.
//!
//! Not here: assertions about the endpoint; they are in `http/`, `sync/` and `security/`.
//!
//! Invariant: "A test talks to the endpoint as a device does: over a socket, with its own key."

mod authored;
mod clock;
mod device;
mod endpoint;
mod photo;
mod program;
mod site;

pub use authored::Authored;
pub use clock::TestClock;
pub use device::{Device, Reply, blob_path, changed_byte, text};
pub use endpoint::Endpoint;
pub use photo::{photo, png_photo};
pub use program::{Program, binary};
pub use site::{
    BY_PLACE, EDITION, ELSEWHERE, FUTURE, OLD, OTHER_OFFICE, PROCEDURE, SITE_VERSION, SUSPENDED,
    write_site,
};

/// 2026-07-20 09:00 in Vietnam.
pub const MORNING: i64 = 1_784_512_800;
