//! `POST /v1/odd-results`: somebody finds a checklist odd.
//!
//! Invariant: "Nothing is kept but the answers, what was said of them and the day: not who, not from where."

use crate::auth::{Takes, read_unsigned};
use crate::district::Shared;
use crate::odd_results::check;
use crate::openapi;
use crate::problem::Refusal;
use crate::rate::TooMany;
use crate::storage::odd_results::PutOddResult;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use domain::date::Date;
use protocol::envelope::OddResult;
use protocol::limits::MAX_ODD_RESULT_BYTES;
use std::net::SocketAddr;

/// Seconds of a day.
const A_DAY_S: u32 = 24 * 3600;

/// Takes a checklist that looks odd, with the answers that led to it. Unsigned: nothing tells who sends it.
#[utoipa::path(
    post, path = "/v1/odd-results", request_body = openapi::OddResult,
    responses(
        (status = 204, description = "Kept for whoever maintains the catalogue"),
        (status = 422, description = "`edition_unknown`, `field_unknown`, `value_unknown`", body = openapi::Problem),
        (status = 429, description = "`too_many`; `Retry-After` says when again", body = openapi::Problem),
        (status = "default", description = "Refused; nothing was stored", body = openapi::Problem),
    ),
)]
pub(crate) async fn take(
    State(district): State<Shared>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Result<StatusCode, Refusal> {
    let now_s = district.clock.now_s();
    let too_many = |TooMany(after_s)| Refusal::too_many(after_s);
    district.odd_results.try_from_address(peer.ip(), now_s).map_err(too_many)?;
    let body = read_unsigned(request, Takes::Json(MAX_ODD_RESULT_BYTES)).await?;
    let result: OddResult = serde_json::from_slice(&body)
        .map_err(|_| Refusal::malformed("expected edition, catalogue, answers and perhaps said"))?;
    let put = check(&district.intake.rulebooks.get(), result, Date::in_vietnam(now_s))
        .map_err(|rejection| Refusal::new(rejection.code, rejection.detail))?;
    district.odd_results.store(now_s).map_err(too_many)?;
    match district.storage.writer.write::<PutOddResult>(put).await? {
        true => Ok(StatusCode::NO_CONTENT),
        // As many are kept as are ever looked at: until somebody has.
        false => Err(Refusal::too_many(A_DAY_S)),
    }
}
