//! What the engine needs from outside: a network, a signer, a clock, random bytes.
//!
//! Not here: any implementation. The page brings its own, the tests and the simulator theirs.
//!
//! Invariant: "The engine reaches the world through these traits and a store, and through nothing else."

use domain::ids::DeviceId;

/// Sends one request and brings the reply. It neither signs nor retries.
#[allow(async_fn_in_trait)] // Everything here runs on the one thread of a page.
pub trait Network {
    /// Sends `request` to the district that served the app.
    ///
    /// # Errors
    /// When no reply came. Whether the district acted on the request is then unknown.
    async fn send(&self, request: Request) -> Result<Response, NetworkError>;
}

/// Signs with the key of this device, which never leaves it.
#[allow(async_fn_in_trait)]
pub trait Signer {
    /// The device the key was enrolled for.
    fn device(&self) -> DeviceId;
    /// The public key as an uncompressed P-256 point.
    ///
    /// # Errors
    /// When the key cannot be used.
    async fn public_point(&self) -> Result<[u8; 65], SignError>;
    /// ECDSA P-256 over SHA-256 of `bytes`, raw r‖s.
    ///
    /// # Errors
    /// When the key cannot be used.
    async fn sign(&self, bytes: &[u8]) -> Result<[u8; 64], SignError>;
}

/// Tells the time, for display only: nothing is decided by it.
pub trait Clock {
    /// Seconds since 1970 UTC.
    fn now_s(&self) -> i64;
}

/// Gives random bytes fit for identifiers and salts.
pub trait Random {
    /// Fills all of `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// A request, signed already when it needs to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Method.
    pub method: Method,
    /// Path and query, such as `/v1/operations?after=3`.
    pub target: String,
    /// Headers besides the content type, lower case.
    pub headers: Vec<(String, String)>,
    /// Body; empty when there is none.
    pub body: Vec<u8>,
    /// Content type of the body.
    pub content_type: Option<&'static str>,
}

/// The methods of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `PUT`
    Put,
    /// `POST`
    Post,
    /// `DELETE`
    Delete,
}

impl Method {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Put => "PUT",
            Method::Post => "POST",
            Method::Delete => "DELETE",
        }
    }
}

/// A reply, complete; from whom is for the engine to find out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`, empty when missing.
    pub content_type: String,
    /// The header [`protocol::signature::NONCE_HEADER`].
    pub nonce: Option<String>,
    /// `Retry-After` in seconds.
    pub retry_after_s: Option<u32>,
    /// Body.
    pub body: Vec<u8>,
}

/// Why no reply came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkError {
    /// No connection, or cut before the reply was complete.
    Unreachable,
    /// Nothing came for too long.
    TimedOut,
}

/// Why nothing was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignError {
    /// The key is gone or the browser does not let it be used.
    KeyUnusable,
}
