//! `GET /v1/hello`: what this endpoint is, unsigned.

use super::json;
use crate::district::Shared;
use crate::openapi;
use crate::problem::Refusal;
use axum::extract::State;
use axum::response::Response;
use domain::catalogue::Language;
use protocol::envelope::Hello;
use protocol::limits::{OLDEST_PROTOCOL, PROTOCOL};

/// What a device asks first: it also tells this endpoint from a captive portal.
#[utoipa::path(get, path = "/v1/hello", responses((status = 200, description = "What this endpoint is", body = openapi::Hello)))]
pub(crate) async fn hello(State(district): State<Shared>) -> Result<Response, Refusal> {
    let at = district.clock.now_s();
    let rulebook = district.intake.rulebooks.get();
    let authority = rulebook.find_authority(&district.intake.authority);
    json(&Hello {
        service: "ho-so".to_owned(),
        protocol_min: OLDEST_PROTOCOL,
        protocol_max: PROTOCOL,
        epoch: district.storage.epoch,
        nonce: district.nonces.mint(at),
        authority: district.intake.authority.clone(),
        authority_name: authority
            .map(|authority| authority.name.get(Language::Vietnamese).to_owned())
            .unwrap_or_default(),
        meaning: district.intake.meaning,
        catalogue: rulebook.index.version.clone(),
        receipt_keys: vec![district.intake.signer.public().clone()],
        at,
    })
}
