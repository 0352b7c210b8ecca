//! Refusals as replies: RFC 9457 problem documents.
//!
//! Not here: codes and titles (crate `protocol`).
//!
//! Invariant: "A fault tells the log why, and the caller only that."

use crate::storage::StorageError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::problem::{Code, Problem};

/// Seconds after which a busy district is asked again.
const RETRY_AFTER_S: u32 = 2;

/// Why a call is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    code: Code,
    detail: String,
    retry_after_s: u32,
}

impl Refusal {
    /// With what was expected, in English and without personal values.
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), retry_after_s: RETRY_AFTER_S }
    }
    /// The caller sends more than this district takes, and may again after so many seconds.
    pub(crate) fn too_many(retry_after_s: u32) -> Self {
        Self { retry_after_s, ..Self::from(Code::TooMany) }
    }
    /// Its code.
    pub(crate) fn code(&self) -> Code {
        self.code
    }
    /// For what is not there and for what is not the caller's: the same document.
    pub(crate) fn not_found() -> Self {
        Self::new(Code::NotFound, "")
    }
    /// A body or parameter that the call does not take.
    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(Code::Malformed, detail)
    }
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self::new(code, "")
    }
}

impl From<StorageError> for Refusal {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Full => {
                tracing::error!("the disk is full");
                Self::new(Code::DiskFull, "nothing was stored")
            }
            StorageError::Busy => Self::new(Code::Busy, "nothing was stored"),
            StorageError::Fault(reason) => {
                tracing::error!(reason, "storage failed");
                Self::new(Code::Fault, "")
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let problem = Problem::new(self.code, self.detail);
        let status =
            StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&problem).unwrap_or_default();
        let content_type = HeaderValue::from_static("application/problem+json");
        let mut response = (status, [(header::CONTENT_TYPE, content_type)], body).into_response();
        if matches!(self.code, Code::Busy | Code::TooMany | Code::DiskFull) {
            let after = HeaderValue::from(self.retry_after_s);
            response.headers_mut().insert(header::RETRY_AFTER, after);
        }
        response
    }
}
