//! Everything the routes share.
//!
//! Invariant: "One start, one state: nothing is changed after the start but the storage and, as a whole, the catalogue."

use crate::auth::KnownDevices;
use crate::clock::Clock;
use crate::intake::Intake;
use crate::nonce::Nonces;
use crate::published::{INDEX, Published};
use crate::rate::Rate;
use crate::rulebook::Origin;
use crate::site::Site;
use crate::storage::Storage;
use std::borrow::Cow;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The running district.
pub(crate) struct District {
    /// Tells the time.
    pub(crate) clock: Arc<dyn Clock>,
    /// Database and blobs.
    pub(crate) storage: Storage,
    /// Makes and judges nonces.
    pub(crate) nonces: Nonces,
    /// Devices seen since the start.
    pub(crate) devices: KnownDevices,
    /// Counts those who send odd results.
    pub(crate) odd_results: Rate,
    /// Rules and keys.
    pub(crate) intake: Arc<Intake>,
    /// The built app and the catalogue it was built with.
    pub(crate) site: Site,
    /// Catalogues that were published since.
    pub(crate) published: Published,
    /// Decoding a page takes up to 320 MB: one after the other.
    pub(crate) decoding: Arc<Semaphore>,
}

impl District {
    /// The bytes of a file that is served beside the catalogue of this origin.
    ///
    /// The index is that catalogue's own; a pack may be any that was ever served, because its name has the hash of its
    /// content and a device may still follow it.
    pub(crate) fn find_file(&self, origin: &Origin, path: &str) -> Option<Cow<'static, [u8]>> {
        let Some(name) = path.strip_prefix("catalogue/") else { return self.site.find(path) };
        let is_index = name == INDEX || name.strip_suffix(".br") == Some(INDEX);
        let of_origin = || match origin {
            Origin::Site => self.site.find(path),
            Origin::Published(version) => self.published.find_file(version, name).map(Cow::Owned),
        };
        match is_index {
            true => of_origin(),
            false => of_origin()
                .or_else(|| self.site.find(path))
                .or_else(|| self.published.find_in_any(name).map(Cow::Owned)),
        }
    }
}

/// As the routes get it.
pub(crate) type Shared = Arc<District>;
