//! Checking a receipt without a network: signatures of both forms, and that they speak of this dossier.
//!
//! Not here: curves. The browser verifies.
//!
//! Invariant: "A receipt that speaks of other bytes than this device has is never called verified."

use crate::context::{Opened, ReplicaService};
use crate::platform::keys::{KeyError, verify};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::Sha256;
use domain::operation::Kind;
use domain::submission::prepare_submission;
use protocol::envelope::{ReceiptKey, ReceiveValue, manifest_digest};
use protocol::receipt::{CodeParts, JwsParts, find_code_parts, find_jws_parts};

/// What checking a receipt came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Both signatures are the office's, and the content is this dossier's.
    Verified,
    /// This device has not learnt the key.
    NoKey,
    /// A signature is not the key's.
    BadSignature,
    /// Signed, but of something else.
    OtherContent,
    /// Not a receipt this version can read.
    Unreadable,
    /// The browser could not check.
    CannotCheck(String),
}

/// Checks a receipt against the keys this device has learnt and the dossier it has.
pub(super) async fn verify_receipt(
    replica: ReplicaService,
    opened: &Opened,
    receipt: &ReceiveValue,
) -> Verdict {
    let (Some(jws), Some(code)) = (find_jws_parts(&receipt.jws), find_code_parts(&receipt.code))
    else {
        return Verdict::Unreadable;
    };
    let keys = match replica.find() {
        Some(replica) => replica.receipt_keys().await.unwrap_or_default(),
        None => Vec::new(),
    };
    let signed = [
        (&jws.key_id, jws.signing_input.as_bytes(), &jws.signature),
        (&code.statement.key_id, code.signing_input.as_slice(), &code.signature),
    ];
    for (key_id, message, signature) in signed {
        let Some(point) = find_point(&keys, key_id) else { return Verdict::NoKey };
        match verify(&point, message, signature).await {
            Ok(true) => {}
            Ok(false) => return Verdict::BadSignature,
            Err(KeyError::NoCrypto) => return Verdict::CannotCheck("WebCrypto".to_owned()),
            Err(KeyError::NotKept(why) | KeyError::Failed(why)) => {
                return Verdict::CannotCheck(why);
            }
        }
    }
    match agree(&jws, &code, receipt) && is_about(opened, &jws) {
        true => Verdict::Verified,
        false => Verdict::OtherContent,
    }
}

fn find_point(keys: &[ReceiptKey], key_id: &str) -> Option<Vec<u8>> {
    let key = keys.iter().find(|key| key.id == key_id)?;
    URL_SAFE_NO_PAD.decode(&key.point).ok()
}

/// Whether both forms state the same.
fn agree(jws: &JwsParts, code: &CodeParts, receipt: &ReceiveValue) -> bool {
    let (long, short) = (&jws.statement, &code.statement);
    let page_counts = long.papers.iter().map(|paper| paper.pages.len());
    long.number == receipt.number
        && long.number == short.number
        && long.authority.as_str() == short.authority
        && long.digest == short.digest
        && long.at == i64::from(short.at)
        && long.meaning == short.meaning
        && page_counts.eq(short.page_counts.iter().map(|n| usize::from(*n)))
        && long.audit.as_bytes().starts_with(&short.audit)
}

/// Whether the receipt speaks of what this device submitted, page by page.
fn is_about(opened: &Opened, jws: &JwsParts) -> bool {
    let statement = &jws.statement;
    let Some(digest) = submitted_digest(opened) else { return false };
    if statement.dossier != opened.dossier.id || statement.digest != digest {
        return false;
    }
    // While nothing was changed since, the manifest is worked out again and compared page by page.
    let Ok(manifest) = prepare_submission(&opened.edition, &opened.dossier) else { return true };
    if manifest_digest(&manifest).ok() != Some(digest) {
        return true;
    }
    let stated = statement.papers.iter().map(|paper| (&paper.paper, paper.fate, &paper.pages));
    stated.eq(manifest.papers.iter().map(|paper| (&paper.paper, paper.fate, &paper.pages)))
}

/// The digest that was submitted last before the reception.
fn submitted_digest(opened: &Opened) -> Option<Sha256> {
    let submit = opened.dossier.latest_event(&Kind::Submit)?;
    submit.operation.value.member("digest")?.as_text()?.parse().ok()
}
