//! From settings to a listening district, and to its end.
//!
//! Invariant: "Whatever can be refused is refused before the port is open, in one sentence that says what to do."
//! Invariant: "The end waits for every reply and every write."

use crate::clock::Clock;
use crate::config::Config;
use crate::district::District;
use crate::intake::Intake;
use crate::keys::Keys;
use crate::nonce::Nonces;
use crate::published::{Mark, Published};
use crate::publishing;
use crate::random::Random;
use crate::rate::Rate;
use crate::receipt::ReceiptSigner;
use crate::replacement::{self, check_authority, check_longest_receipt, origin_name};
use crate::routes;
use crate::rulebook::{Origin, Rulebooks};
use crate::site::Site;
use crate::storage::{Storage, StorageError};
use core::fmt;
use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;

/// How long the end waits for replies that are still being sent.
const FAREWELL: Duration = Duration::from_secs(10);

/// Why the district does not start: one sentence for whoever started it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartError(String);

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for StartError {}

/// A district that listens.
pub struct Running {
    address: SocketAddr,
    end: oneshot::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
    /// Notices a newly published catalogue.
    watch: JoinHandle<()>,
    district: Arc<District>,
    /// Held until the end: two districts must not write one directory.
    _lock: File,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more calls, finishes those begun, writes what waits, and ends.
    ///
    /// # Errors
    /// When the listening itself failed.
    pub async fn stop(self) -> std::io::Result<()> {
        self.watch.abort();
        // The server may have ended by itself: then there is nobody to tell.
        let _ = self.end.send(());
        let mut server = self.server;
        let ended = match tokio::time::timeout(FAREWELL, &mut server).await {
            Ok(Ok(ended)) => ended,
            Ok(Err(panicked)) => Err(std::io::Error::other(panicked)),
            Err(_) => {
                server.abort();
                Ok(())
            }
        };
        self.district.storage.close().await;
        ended
    }
}

/// Starts a district.
///
/// # Errors
/// A sentence: the port is taken, the directory cannot be written, the catalogue is missing or broken …
pub async fn start(config: Config, clock: Arc<dyn Clock>) -> Result<Running, StartError> {
    let site = find_site(config.site.as_deref())?;
    let published = Published::new(&config.data);
    // Before it is read: what is published from here on is noticed later.
    let mark = published.mark();
    let rulebook = replacement::read(&site, &published, &mark).map_err(StartError)?;
    check_authority(&rulebook, &config.authority).map_err(StartError)?;
    let lock = open_data(&config.data)?;
    publishing::note_served(&config.data, &config.authority)
        .map_err(|error| cannot_write(&config.data, &error))?;
    let listener = listen(&config).await?;
    let address =
        listener.local_addr().map_err(|e| StartError(format!("the port cannot be used: {e}")))?;
    let random = Random::default();
    let keys = Keys::open(&config.data.join("keys"), &random)
        .map_err(|error| StartError(format!("the keys cannot be used: {error}")))?;
    let signer = ReceiptSigner::new(&keys.receipt_pkcs8, random.clone()).map_err(|error| {
        let file = config.data.join("keys/receipt.pkcs8");
        StartError(format!("{} cannot be used: {error}", file.display()))
    })?;
    check_longest_receipt(&signer, &rulebook, &config.authority, &config.receipt_number)
        .map_err(StartError)?;
    let storage = Storage::open(&config.data, &random).await.map_err(|error| {
        let reason = match error {
            StorageError::Full => "the disk is full".to_owned(),
            StorageError::Busy => "another program uses it".to_owned(),
            StorageError::Fault(reason) => reason,
        };
        StartError(format!("the database in {} cannot be used: {reason}", config.data.display()))
    })?;
    let intake = Intake {
        rulebooks: Rulebooks::new(rulebook),
        signer,
        authority: config.authority,
        meaning: config.meaning.into(),
        numbers: config.receipt_number,
        district: storage.district,
        random,
    };
    let district = Arc::new(District {
        clock,
        nonces: Nonces::new(&keys.nonce),
        devices: crate::auth::KnownDevices::default(),
        odd_results: Rate::default(),
        intake: Arc::new(intake),
        site,
        published,
        decoding: Arc::new(Semaphore::new(1)),
        storage,
    });
    let router = routes::router(Arc::clone(&district))
        .map_err(|error| StartError(format!("the calls cannot be described: {error}")))?;
    tell_catalogue(&district);
    let (end, ended) = oneshot::channel::<()>();
    let server = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move {
            // Dropped or sent: both mean the end.
            let _ = ended.await;
        });
    let server = tokio::spawn(async move { server.await });
    let watch = tokio::spawn(replacement::watch(Arc::clone(&district), mark));
    Ok(Running { address, end, server, watch, district, _lock: lock })
}

/// Which catalogue the district begins with.
fn tell_catalogue(district: &District) {
    let rulebook = district.intake.rulebooks.get();
    let index = &rulebook.index;
    let (version, made_on) = (&index.version, index.made_on.to_string());
    let (n_procedures, from) = (index.procedures.len(), origin_name(&rulebook.origin));
    tracing::info!(version, made_on, n_procedures, from, "begins with the catalogue");
    let newer = match rulebook.origin {
        Origin::Site => None,
        Origin::Published(_) => {
            replacement::read(&district.site, &district.published, &Mark::Absent).ok()
        }
    };
    let newer =
        newer.map(|of_site| of_site.index).filter(|of_site| of_site.made_on > index.made_on);
    if let Some(of_site) = newer {
        let made_on = of_site.made_on.to_string();
        let hint = "publish it, or go back to it with `district catalogue withdraw`";
        tracing::warn!(made_on, hint, "the site has a newer catalogue than the published one");
    }
}

/// Without a directory, the site inside this program; without one inside, `target/site`.
fn find_site(dir: Option<&Path>) -> Result<Site, StartError> {
    #[cfg(feature = "embed-site")]
    if dir.is_none() {
        return Ok(Site::Embedded);
    }
    let dir = dir.map_or_else(|| PathBuf::from("target/site"), Path::to_owned);
    if dir.join("catalogue/index.json").is_file() {
        return Ok(Site::Directory(dir));
    }
    Err(StartError(format!(
        "there is no built site in {}: build it with `cargo xtask build`, or name another with --site",
        dir.display()
    )))
}

fn cannot_write(dir: &Path, error: &std::io::Error) -> StartError {
    let reason = match error.kind() {
        ErrorKind::PermissionDenied => "no permission".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => "it is not a directory".to_owned(),
        _ => error.to_string(),
    };
    StartError(format!(
        "the data directory {} cannot be written ({reason}); choose another with --data",
        dir.display()
    ))
}

/// The directory exists, is ours alone, and can be written.
fn open_data(dir: &Path) -> Result<File, StartError> {
    std::fs::create_dir_all(dir).map_err(|error| cannot_write(dir, &error))?;
    let lock = File::options().write(true).create(true).truncate(false).open(dir.join("lock"));
    let lock = lock.map_err(|error| cannot_write(dir, &error))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StartError(format!(
            "another district already works in {}; stop it or choose another directory with --data",
            dir.display()
        ))),
        Err(TryLockError::Error(error)) => Err(cannot_write(dir, &error)),
    }
}

async fn listen(config: &Config) -> Result<TcpListener, StartError> {
    let address = SocketAddr::from((config.bind, config.port));
    TcpListener::bind(address).await.map_err(|error| {
        StartError(match error.kind() {
            ErrorKind::AddrInUse => format!(
                "port {} is taken by another program; stop it or choose another with --port",
                config.port
            ),
            ErrorKind::PermissionDenied => format!(
                "port {} may only be used by an administrator; choose one above 1023 with --port",
                config.port
            ),
            ErrorKind::AddrNotAvailable => {
                format!("this computer has no address {}; choose another with --bind", config.bind)
            }
            _ => format!("{address} cannot be listened on: {error}"),
        })
    })
}
