//! `POST /v1/devices`: a device begins.

use super::json;
use crate::auth::authenticate_enrolment;
use crate::district::Shared;
use crate::openapi;
use crate::problem::Refusal;
use crate::storage::devices::{Enrol, Enrolled};
use axum::extract::{Request, State};
use axum::response::Response;
use domain::ids::AccountId;
use protocol::envelope::EnrolReply;
use protocol::problem::Code;

/// Longest name of a device.
const MAX_NAME_CHARS: usize = 64;

/// Enrols a device with the key that signs this call; again the same for the same device and key.
/// A new device id with a known key joins that key's account.
#[utoipa::path(
    post, path = "/v1/devices", request_body = openapi::EnrolRequest,
    params(openapi::SignedHeaders),
    responses(
        (status = 200, description = "Enrolled, now or earlier", body = openapi::EnrolReply),
        (status = 409, description = "`device_taken`", body = openapi::Problem),
        (status = "default", description = "Refused", body = openapi::Problem),
    ),
)]
pub(crate) async fn enrol(
    State(district): State<Shared>,
    request: Request,
) -> Result<Response, Refusal> {
    let (enrolment, key) = authenticate_enrolment(&district, request).await?;
    if enrolment.name.chars().count() > MAX_NAME_CHARS {
        return Err(Refusal::malformed("name: expected at most 64 characters"));
    }
    if enrolment.device == district.intake.district {
        return Err(Code::DeviceTaken.into());
    }
    let account = district.intake.random.bytes().map_err(|_| Refusal::from(Code::Fault))?;
    let enrol = Enrol {
        device: enrolment.device,
        key,
        name: enrolment.name,
        new_account: AccountId::from_bytes(account),
        at: district.clock.now_s(),
    };
    match district.storage.writer.write(enrol).await? {
        Enrolled::In(account) => json(&EnrolReply { account }),
        Enrolled::Taken => Err(Code::DeviceTaken.into()),
    }
}
