//! `/v1/dossiers/{dossier}/blobs/{sha256}`: pages in chunks.
//!
//! Invariant: "A chunk is acknowledged when its file, its directory and its row are durable."

use super::{Segments, json};
use crate::auth::{Takes, authenticate};
use crate::district::Shared;
use crate::openapi;
use crate::picture::{self, NotAPicture, PictureKind};
use crate::problem::Refusal;
use crate::storage::StorageError;
use crate::storage::blobs::{AddChunk, CompleteBlob, ForgetChunks, chunk_size, n_chunks};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::ids::{AccountId, DossierId, Sha256};
use protocol::canonical::sha256;
use protocol::envelope::BlobState;
use protocol::limits::CHUNK_BYTES;
use protocol::problem::Code;
use std::sync::Arc;

/// Tells what is here of a page.
#[utoipa::path(
    get, path = "/v1/dossiers/{dossier}/blobs/{sha256}",
    params(openapi::SignedHeaders, openapi::BlobPath),
    responses(
        (status = 200, description = "What is here", body = openapi::BlobState),
        (status = 404, description = "`not_found`: no dossier of this account, or no attach names the blob", body = openapi::Problem),
        (status = "default", description = "Refused", body = openapi::Problem),
    ),
)]
pub(crate) async fn state(
    State(district): State<Shared>,
    Segments((dossier, blob)): Segments<(String, String)>,
    request: Request,
) -> Result<Response, Refusal> {
    let caller = authenticate(&district, request, Takes::Nothing).await?;
    let (dossier, blob) = parse_ids(&dossier, &blob)?;
    let sizes = district.storage.page_sizes(caller.account, dossier, blob).await?;
    if sizes.is_empty() {
        return Err(Refusal::not_found());
    }
    let complete = district.storage.find_blob(caller.account, blob).await?.is_some();
    let chunks = match complete {
        true => Vec::new(),
        false => district.storage.chunks(caller.account, blob).await?,
    };
    json(&BlobState { complete, chunks })
}

/// Takes one chunk of 256 KiB (the last may be shorter), in any order, any number of times.
#[utoipa::path(
    put, path = "/v1/dossiers/{dossier}/blobs/{sha256}/{chunk}",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    params(openapi::SignedHeaders, openapi::BlobPath, ("chunk" = u32, Path, description = "Index of the chunk, from 0")),
    responses(
        (status = 204, description = "The chunk is durable, or the blob is already complete"),
        (status = 404, description = "`not_found`", body = openapi::Problem),
        (status = 422, description = "`blob_unexpected`, `digest_mismatch`", body = openapi::Problem),
        (status = "default", description = "Refused", body = openapi::Problem),
    ),
)]
pub(crate) async fn put_chunk(
    State(district): State<Shared>,
    Segments((dossier, blob, chunk)): Segments<(String, String, String)>,
    request: Request,
) -> Result<Response, Refusal> {
    let caller = authenticate(&district, request, Takes::Bytes(CHUNK_BYTES)).await?;
    let account = caller.account;
    let (dossier, blob) = parse_ids(&dossier, &blob)?;
    let i: u32 = chunk.parse().map_err(|_| Refusal::not_found())?;
    let sizes = expected_sizes(&district, account, dossier, blob).await?;
    let n_bytes = u32::try_from(caller.body.len()).ok();
    if !sizes.iter().any(|size| chunk_size(*size, i).is_some_and(|n| Some(n) == n_bytes)) {
        return Err(Refusal::malformed("expected the index and length of a chunk of this blob"));
    }
    if district.storage.find_blob(account, blob).await?.is_some() {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let files = district.storage.blobs.clone();
    blocking(move || files.write_chunk(account, blob, i, &caller.body)).await??;
    district.storage.writer.write(AddChunk { account, sha256: blob, i }).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Puts the chunks together, verifies hash and image, and keeps the blob for good.
#[utoipa::path(
    post, path = "/v1/dossiers/{dossier}/blobs/{sha256}/complete",
    params(openapi::SignedHeaders, openapi::BlobPath),
    responses(
        (status = 200, description = "Complete and verified, now or earlier", body = openapi::BlobState),
        (status = 404, description = "`not_found`", body = openapi::Problem),
        (status = 409, description = "`blob_incomplete`", body = openapi::Problem),
        (status = 422, description = "`digest_mismatch`, `not_an_image`, `blob_unexpected`", body = openapi::Problem),
        (status = "default", description = "Refused", body = openapi::Problem),
    ),
)]
pub(crate) async fn complete(
    State(district): State<Shared>,
    Segments((dossier, blob)): Segments<(String, String)>,
    request: Request,
) -> Result<Response, Refusal> {
    let caller = authenticate(&district, request, Takes::Nothing).await?;
    let account = caller.account;
    let (dossier, blob) = parse_ids(&dossier, &blob)?;
    let sizes = expected_sizes(&district, account, dossier, blob).await?;
    if district.storage.find_blob(account, blob).await?.is_none() {
        let held = district.storage.chunks(account, blob).await?;
        let size = sizes.into_iter().find(|size| (0..n_chunks(*size)).all(|i| held.contains(&i)));
        let size = size.ok_or(Code::BlobIncomplete)?;
        assemble(&district, account, blob, size).await?;
    }
    json(&BlobState { complete: true, chunks: Vec::new() })
}

/// Gives the bytes of a complete page.
#[utoipa::path(
    get, path = "/v1/dossiers/{dossier}/blobs/{sha256}/content",
    params(openapi::SignedHeaders, openapi::BlobPath),
    responses(
        (status = 200, description = "The image", body = Vec<u8>, content_type = "image/*"),
        (status = 404, description = "`not_found`, also while the blob is not complete", body = openapi::Problem),
        (status = "default", description = "Refused", body = openapi::Problem),
    ),
)]
pub(crate) async fn content(
    State(district): State<Shared>,
    Segments((dossier, blob)): Segments<(String, String)>,
    request: Request,
) -> Result<Response, Refusal> {
    let caller = authenticate(&district, request, Takes::Nothing).await?;
    let (dossier, blob) = parse_ids(&dossier, &blob)?;
    let sizes = district.storage.page_sizes(caller.account, dossier, blob).await?;
    let kind = district.storage.find_blob(caller.account, blob).await?;
    let Some(kind) = kind.filter(|_| !sizes.is_empty()) else {
        return Err(Refusal::not_found());
    };
    let bytes = district.storage.blobs.read(caller.account, blob).await?;
    if sha256(&bytes) != blob {
        return Err(StorageError::Fault("a blob does not hash to its name".to_owned()).into());
    }
    let content_type = HeaderValue::from_static(kind.content_type());
    Ok(([(header::CONTENT_TYPE, content_type)], Body::from(bytes)).into_response())
}

fn parse_ids(dossier: &str, blob: &str) -> Result<(DossierId, Sha256), Refusal> {
    // What is no id does not exist.
    match (dossier.parse(), blob.parse()) {
        (Ok(dossier), Ok(blob)) => Ok((dossier, blob)),
        _ => Err(Refusal::not_found()),
    }
}

/// Sizes an upload may have: those the attaches of the account's dossier tell.
async fn expected_sizes(
    district: &Shared,
    account: AccountId,
    dossier: DossierId,
    blob: Sha256,
) -> Result<Vec<u32>, Refusal> {
    let sizes = district.storage.page_sizes(account, dossier, blob).await?;
    if !sizes.is_empty() {
        return Ok(sizes);
    }
    if district.storage.has_dossier(account, dossier).await? {
        return Err(Code::BlobUnexpected.into());
    }
    Err(Refusal::not_found())
}

async fn assemble(
    district: &Shared,
    account: AccountId,
    blob: Sha256,
    size: u32,
) -> Result<(), Refusal> {
    let permit = Arc::clone(&district.decoding).acquire_owned().await;
    let permit = permit.map_err(|_| Refusal::from(Code::Busy))?;
    let files = district.storage.blobs.clone();
    let verified = blocking(move || -> Result<Result<PictureKind, Refusal>, StorageError> {
        let _permit = permit;
        let Some(bytes) = files.read_chunks(account, blob, n_chunks(size))? else {
            return Ok(Err(Code::BlobIncomplete.into()));
        };
        match verify(&bytes, blob) {
            Ok(kind) => files.write_object(account, blob, &bytes).map(|()| Ok(kind)),
            Err(refusal) => Ok(Err(refusal)),
        }
    });
    let verified = verified.await??;
    match verified {
        Ok(kind) => {
            let at = district.clock.now_s();
            let complete = CompleteBlob { account, sha256: blob, size, kind, at };
            district.storage.writer.write(complete).await?;
        }
        Err(ref refusal) => {
            // Someone may have completed it meanwhile and removed the chunks.
            if district.storage.find_blob(account, blob).await?.is_some() {
                return Ok(());
            }
            tracing::info!(reason = refusal.code().as_str(), "a blob was refused");
            district.storage.writer.write(ForgetChunks { account, sha256: blob }).await?;
        }
    }
    let files = district.storage.blobs.clone();
    blocking(move || files.remove_chunks(account, blob)).await??;
    verified.map(|_| ())
}

fn verify(bytes: &[u8], blob: Sha256) -> Result<PictureKind, Refusal> {
    if sha256(bytes) != blob {
        return Err(Code::DigestMismatch.into());
    }
    picture::check(bytes).map_err(|error| {
        let expected = match error {
            NotAPicture::OtherKind => "expected a JPEG or PNG",
            NotAPicture::TooManyPixels => "expected at most 40 million pixels",
            NotAPicture::Broken => "expected an image that decodes",
        };
        Refusal::new(Code::NotAnImage, expected)
    })
}

/// Runs what waits for the disk or counts pixels beside the threads that answer.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, StorageError> {
    let failed = |error: tokio::task::JoinError| StorageError::Fault(error.to_string());
    tokio::task::spawn_blocking(work).await.map_err(failed)
}
