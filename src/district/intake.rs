//! What the district needs to take operations in, besides its storage.
//!
//! Not here: the taking in (see [`crate::push`] and [`crate::submit`]).
//!
//! Invariant: "Everything a decision depends on is here or in the account's log; of what is here, only the catalogue is ever replaced."

use crate::config::NumberTemplate;
use crate::random::Random;
use crate::receipt::ReceiptSigner;
use crate::rulebook::Rulebooks;
use domain::ids::{AuthorityId, DeviceId};
use protocol::envelope::Meaning;

/// Rules, keys and names of this district.
pub(crate) struct Intake {
    /// The catalogue of the moment; a decision takes it once.
    pub(crate) rulebooks: Rulebooks,
    /// Signs receipts.
    pub(crate) signer: ReceiptSigner,
    /// The authority that receives.
    pub(crate) authority: AuthorityId,
    /// What a submission means.
    pub(crate) meaning: Meaning,
    /// How receipts are numbered.
    pub(crate) numbers: NumberTemplate,
    /// The device that stands in the district's own operations.
    pub(crate) district: DeviceId,
    /// Ids and salts of the district's own operations.
    pub(crate) random: Random,
}
