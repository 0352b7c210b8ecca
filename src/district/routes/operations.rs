//! `POST /v1/operations` and `GET /v1/operations`: push and pull.

use super::json;
use crate::auth::{Caller, Takes, authenticate};
use crate::district::Shared;
use crate::openapi;
use crate::problem::Refusal;
use crate::push::{Prepared, Push, Pushed};
use crate::rulebook::Rulebook;
use crate::storage::operations::LogPage;
use axum::extract::{Request, State};
use axum::response::Response;
use protocol::envelope::{self, PullPage, PushReply, PushResult};
use protocol::limits::{MAX_PUSH_BYTES, MAX_PUSH_OPERATIONS};
use protocol::operation::{OperationError, WireOperation};
use protocol::problem::Code;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The envelope around [`MAX_PUSH_BYTES`] of operations.
const ENVELOPE_BYTES: usize = 1024;

/// Takes operations of the signing device in `dseq` order and answers with a result for each, and the pull page.
/// Well-formed envelopes are always answered with 200.
#[utoipa::path(
    post, path = "/v1/operations", request_body = openapi::Push,
    params(openapi::SignedHeaders),
    responses(
        (status = 200, description = "A result per operation, and the log after `after`", body = openapi::PushReply),
        (status = 409, description = "`epoch_changed`", body = openapi::Problem),
        (status = "default", description = "Refused; nothing was stored", body = openapi::Problem),
    ),
)]
pub(crate) async fn push(
    State(district): State<Shared>,
    request: Request,
) -> Result<Response, Refusal> {
    let takes = Takes::Json(MAX_PUSH_BYTES + ENVELOPE_BYTES);
    let caller = authenticate(&district, request, takes).await?;
    let push: envelope::Push = serde_json::from_slice(&caller.body)
        .map_err(|_| Refusal::malformed("expected after, perhaps epoch, and operations"))?;
    if push.epoch.is_some_and(|epoch| epoch != district.storage.epoch) {
        return Err(Code::EpochChanged.into());
    }
    let rulebook = district.intake.rulebooks.get();
    let operations = prepare(&rulebook, &caller, &push)?;
    let at = district.clock.now_s();
    let (account, after) = (caller.account, push.after);
    let intake = Arc::clone(&district.intake);
    let push = Push { account, after, operations, rulebook, intake, at };
    let pushed = district.storage.writer.write(push).await?;
    let Pushed::Done { results, head_before, head } = pushed else {
        return Err(ahead());
    };
    let told = told_numbers(&results);
    // Mostly the device has everything but what it just sent: then there is nothing to read.
    let has_all = after == head_before && (head_before..head).all(|n| told.contains(&(n + 1)));
    let page = if has_all {
        LogPage { entries: Vec::new(), upto: head, more: false }
    } else {
        district.storage.log_after(account, after, &told).await?
    };
    json(&PushReply { results, page: pull_page(&district, page, at) })
}

/// Gives the account's log after a number, a page at a time.
#[utoipa::path(
    get, path = "/v1/operations",
    params(openapi::SignedHeaders, ("after" = u32, Query, description = "The last number the device has")),
    responses(
        (status = 200, description = "The log after `after`", body = openapi::PullPage),
        (status = 409, description = "`epoch_changed`: the log does not reach that far", body = openapi::Problem),
        (status = "default", description = "Refused", body = openapi::Problem),
    ),
)]
pub(crate) async fn pull(
    State(district): State<Shared>,
    request: Request,
) -> Result<Response, Refusal> {
    let after = request.uri().query().and_then(|query| query.strip_prefix("after="));
    let after = after.and_then(|after| after.parse::<u32>().ok());
    let caller = authenticate(&district, request, Takes::Nothing).await?;
    let after = after.ok_or_else(|| Refusal::malformed("expected ?after=<number>"))?;
    if after > district.storage.head(caller.account).await? {
        return Err(ahead());
    }
    let page = district.storage.log_after(caller.account, after, &BTreeSet::new()).await?;
    json(&pull_page(&district, page, district.clock.now_s()))
}

fn ahead() -> Refusal {
    Refusal::new(Code::EpochChanged, "after: the log does not reach that far")
}

fn prepare(
    rulebook: &Rulebook,
    caller: &Caller,
    push: &envelope::Push,
) -> Result<Vec<Prepared>, Refusal> {
    if push.operations.len() > MAX_PUSH_OPERATIONS {
        let expected = format!("expected at most {MAX_PUSH_OPERATIONS} operations");
        return Err(Refusal::new(Code::TooLarge, expected));
    }
    let mut prepared = Vec::with_capacity(push.operations.len());
    for (i, text) in push.operations.iter().enumerate() {
        let wire = WireOperation::parse(text.get()).map_err(|error| {
            let code = match error {
                OperationError::TooLarge => Code::TooLarge,
                _ => Code::Malformed,
            };
            Refusal::new(code, format!("operation {i}: {error}"))
        })?;
        if wire.operation.device != caller.device {
            let expected = format!("operation {i}: expected the device that signs");
            return Err(Refusal::malformed(expected));
        }
        prepared.push(Prepared::new(rulebook, wire)?);
    }
    Ok(prepared)
}

/// Numbers the results tell: the page leaves them out.
fn told_numbers(results: &[PushResult]) -> BTreeSet<u32> {
    let number = |result: &PushResult| match result {
        PushResult::Accepted(n) | PushResult::Duplicate(n) => Some(*n),
        PushResult::Rejected { n, .. } => Some(*n),
        _ => None,
    };
    results.iter().filter_map(number).collect()
}

fn pull_page(district: &Shared, page: LogPage, at: i64) -> PullPage {
    let LogPage { entries, upto, more } = page;
    PullPage { epoch: district.storage.epoch, at, entries, upto, more }
}
