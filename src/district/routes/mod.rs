//! The calls, a file per resource.
//!
//! Not here: decisions. A route authenticates, parses, asks and replies.
//!
//! Invariant: "Whatever path is asked under /v1, the answer is JSON, a page or a problem document – never the app."

mod hello;
mod devices;
mod operations;
mod blobs;
mod receipts;
mod odd_results;
mod site;
mod frame;

use crate::district::Shared;
use crate::openapi::ApiDoc;
use crate::problem::Refusal;
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::problem::Code;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The documented calls and their description.
pub(crate) fn api() -> (Router<Shared>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(ApiDoc::openapi())
        .routes(routes!(hello::hello))
        .routes(routes!(devices::enrol))
        .routes(routes!(operations::push, operations::pull))
        .routes(routes!(blobs::state))
        .routes(routes!(blobs::put_chunk))
        .routes(routes!(blobs::complete))
        .routes(routes!(blobs::content))
        .routes(routes!(receipts::receipt))
        .routes(routes!(odd_results::take))
        .routes(routes!(healthz))
        .split_for_parts()
}

/// The whole service.
pub(crate) fn router(district: Shared) -> Result<Router, serde_json::Error> {
    let (router, document) = api();
    let document: Arc<str> = serde_json::to_string_pretty(&document)?.into();
    let router = router
        .route("/v1/openapi.json", axum::routing::get(async move || openapi(&document)))
        .fallback(fallback)
        .method_not_allowed_fallback(async || Refusal::from(Code::MethodNotAllowed))
        .layer(CatchPanicLayer::custom(|_| Refusal::from(Code::Fault).into_response()))
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&district), frame::frame))
        .with_state(district);
    Ok(router)
}

/// Whether the district answers.
#[utoipa::path(get, path = "/healthz", responses((status = 200, description = "It answers and can read its database", body = String, content_type = "text/plain")))]
async fn healthz(State(district): State<Shared>) -> Result<&'static str, Refusal> {
    district.storage.ping().await?;
    Ok("ok\n")
}

fn openapi(document: &str) -> Response {
    let content_type = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, content_type)], document.to_owned()).into_response()
}

async fn fallback(State(district): State<Shared>, request: Request) -> Response {
    if frame::is_api(request.uri().path()) {
        return Refusal::not_found().into_response();
    }
    match *request.method() {
        Method::GET | Method::HEAD => site::file(&district, &request),
        _ => Refusal::from(Code::MethodNotAllowed).into_response(),
    }
}

/// The variable segments of a path. What cannot be read as text does not exist.
struct Segments<T>(T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Segments<T> {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(segments)) => Ok(Self(segments)),
            Err(_) => Err(Refusal::not_found()),
        }
    }
}

/// A JSON reply.
fn json<T: Serialize>(value: &T) -> Result<Response, Refusal> {
    let body = serde_json::to_vec(value).map_err(|error| {
        tracing::error!(%error, "a reply could not be written");
        Refusal::from(Code::Fault)
    })?;
    let content_type = HeaderValue::from_static("application/json");
    Ok((StatusCode::OK, [(header::CONTENT_TYPE, content_type)], Body::from(body)).into_response())
}
