//! `GET /v1/receipts/{number}`: a receipt again.

use super::{Segments, json};
use crate::auth::{Takes, authenticate};
use crate::district::Shared;
use crate::openapi;
use crate::problem::Refusal;
use axum::extract::{Request, State};
use axum::response::Response;

/// Gives a receipt of the account again, in both forms.
#[utoipa::path(
    get, path = "/v1/receipts/{number}",
    params(openapi::SignedHeaders, ("number" = String, Path, description = "Receipt number")),
    responses(
        (status = 200, description = "The receipt", body = openapi::Receipt),
        (status = 404, description = "`not_found`", body = openapi::Problem),
        (status = "default", description = "Refused", body = openapi::Problem),
    ),
)]
pub(crate) async fn receipt(
    State(district): State<Shared>,
    Segments(number): Segments<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let caller = authenticate(&district, request, Takes::Nothing).await?;
    let receipt = district.storage.find_receipt(caller.account, &number).await?;
    json(&receipt.ok_or_else(Refusal::not_found)?)
}
