//! Everything the routes share.
//!
//! Invariant: "One start, one state: nothing is changed after the start but the storage."

use crate::auth::KnownDevices;
use crate::clock::Clock;
use crate::intake::Intake;
use crate::nonce::Nonces;
use crate::site::Site;
use crate::storage::Storage;
use domain::catalogue::Text;
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
    /// Rules and keys.
    pub(crate) intake: Arc<Intake>,
    /// Name of the authority.
    pub(crate) authority_name: Text,
    /// The built app and the catalogue.
    pub(crate) site: Site,
    /// Decoding a page takes up to 320 MB: one after the other.
    pub(crate) decoding: Arc<Semaphore>,
}

/// As the routes get it.
pub(crate) type Shared = Arc<District>;
