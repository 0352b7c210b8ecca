//! The browser's store: IndexedDB through `indexed_db_futures`, with strict durability.
//!
//! Not here: what is stored. Only this file knows of IndexedDB.
//!
//! Invariant: "Between the first request of a transaction and its commit nothing is awaited but its own requests."

use super::{Applied, Batch, Read, Readings, Row, Store, StoreError, StoreName, Write};
use core::cell::{Cell, RefCell};
use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;
use indexed_db_futures::KeyRange;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::{DomException, Error, OpenDbError};
use indexed_db_futures::future::{BasicRequest, GetAllPrimitiveRequest};
use indexed_db_futures::internals::SystemRepr;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{
    Transaction, TransactionDurability, TransactionMode, TransactionOptions,
};
use js_sys::{Function, Promise, Uint8Array};
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Version of the database. A higher one needs a function `upgrade_n_to_m` and a fixture of the old one.
pub const VERSION: u32 = 1;

/// How long an `open` may hang before it is tried once more. Safari's first one after a start sometimes
/// never answers (WebKit bug 226547).
const OPEN_TIMEOUT_MS: i32 = 3_000;

/// One connection to one database.
pub struct IndexedDbStore {
    name: String,
    connection: RefCell<Option<Rc<Connection>>>,
}

struct Connection {
    database: Database,
    /// Closed by the browser, or by ourselves to make way for a newer version.
    closed: Rc<Cell<bool>>,
    /// Kept as long as the database may call them.
    _listeners: [Closure<dyn FnMut()>; 2],
}

impl Drop for Connection {
    fn drop(&mut self) {
        let raw: &web_sys::IdbDatabase = self.database.as_sys();
        raw.set_onversionchange(None);
        raw.set_onclose(None);
        self.database.as_sys().close();
    }
}

impl IndexedDbStore {
    /// Opens the database, making or upgrading it.
    ///
    /// # Errors
    /// When the browser refuses, does not answer, or another tab holds an older version.
    pub async fn open(name: &str) -> Result<Self, StoreError> {
        let store = Self { name: name.to_owned(), connection: RefCell::default() };
        store.connection().await?;
        Ok(store)
    }

    /// The open connection, or a new one when it was lost.
    async fn connection(&self) -> Result<Rc<Connection>, StoreError> {
        let open = self.connection.borrow().clone();
        if let Some(open) = open.filter(|open| !open.closed.get()) {
            return Ok(open);
        }
        let database = match open_once(&self.name).await {
            Err(StoreError::Lost) => open_once(&self.name).await?,
            other => other?,
        };
        let connection = Rc::new(listen(database));
        self.connection.replace(Some(Rc::clone(&connection)));
        Ok(connection)
    }

    fn forget_connection(&self) {
        self.connection.replace(None);
    }

    async fn read_once(&self, read: &Read) -> Result<Vec<Row>, StoreError> {
        let connection = self.connection().await?;
        let (Read::One(store, _) | Read::Range(store, ..) | Read::First(store, ..)) = read;
        let transaction = connection
            .database
            .transaction(store.as_str())
            .with_mode(TransactionMode::Readonly)
            .build()
            .map_err(told)?;
        begin_read(&transaction, read).map_err(told)?.rows().await.map_err(told)
    }

    async fn count_once(
        &self,
        store: StoreName,
        range: &KeyRange<&str>,
    ) -> Result<u32, StoreError> {
        let connection = self.connection().await?;
        let transaction = connection
            .database
            .transaction(store.as_str())
            .with_mode(TransactionMode::Readonly)
            .build()
            .map_err(told)?;
        let opened = transaction.object_store(store.as_str()).map_err(told)?;
        let request =
            opened.count().with_query::<&str, _>(range.clone()).primitive().map_err(told)?;
        request.await.map_err(told)
    }

    async fn apply_once(&self, batch: &mut Batch<'_>) -> Result<Applied, StoreError> {
        let connection = self.connection().await?;
        let transaction = connection
            .database
            .transaction(StoreName::ALL.map(StoreName::as_str))
            .with_mode(TransactionMode::Readwrite)
            .with_options(TransactionOptions::new().with_durability(TransactionDurability::Strict))
            .build()
            .map_err(told)?;
        // `commit` consumes the transaction; its own `error` says why it was aborted, and the crate never asks.
        let raw: web_sys::IdbTransaction =
            AsRef::<web_sys::IdbTransaction>::as_ref(transaction.as_sys()).clone();
        let outcome = fill_and_commit(transaction, batch).await;
        outcome.map_err(|error| {
            match raw.error().map_or_else(|| told(error), |reason| told_by_browser(&reason)) {
                // The browser closed the connection under it (data cleared, process lost) and aborted it without a reason.
                StoreError::Aborted(_) if connection.closed.get() => StoreError::Lost,
                told => told,
            }
        })
    }
}

/// Reads, decides, writes, commits. Dropping the transaction on the way aborts it.
async fn fill_and_commit(
    transaction: Transaction<'_>,
    batch: &mut Batch<'_>,
) -> Result<Applied, Error> {
    let pending: Vec<Pending> =
        batch.reads.iter().map(|read| begin_read(&transaction, read)).collect::<Result<_, _>>()?;
    let mut readings = Readings::default();
    for pending in pending {
        readings.rows.push(pending.rows().await?);
    }
    let Some(planned) = (batch.plan)(&readings) else {
        return Ok(Applied { n_writes: 0 });
    };
    for write in batch.prepared.iter().chain(&planned) {
        // The requests are issued here; an error of one of them aborts the transaction and is seen below.
        match write {
            Write::Put(store, key, value) => drop(
                transaction
                    .object_store(store.as_str())?
                    .put(JsValue::from(Uint8Array::from(value.as_slice())))
                    .with_key(key.as_str())
                    .without_key_type()
                    .primitive()?,
            ),
            Write::Remove(store, key) => {
                drop(transaction.object_store(store.as_str())?.delete(key.as_str()).primitive()?)
            }
        }
    }
    transaction.commit().await?;
    Ok(Applied { n_writes: batch.prepared.len() + planned.len() })
}

/// A read whose request is on its way.
enum Pending {
    Nothing,
    One(String, BasicRequest<Option<JsValue>>),
    Rows(GetAllPrimitiveRequest<String>, GetAllPrimitiveRequest<JsValue>),
}

fn begin_read(transaction: &Transaction<'_>, read: &Read) -> Result<Pending, Error> {
    match read {
        Read::One(store, key) => {
            let store = transaction.object_store(store.as_str())?;
            Ok(Pending::One(key.clone(), store.get(key.as_str()).primitive()?))
        }
        Read::Range(store, from, to) => begin_range(transaction, *store, from, to, u32::MAX),
        Read::First(store, from, to, limit) => begin_range(transaction, *store, from, to, *limit),
    }
}

fn begin_range(
    transaction: &Transaction<'_>,
    store: StoreName,
    from: &str,
    to: &str,
    limit: u32,
) -> Result<Pending, Error> {
    // An empty range is an error for IndexedDB, and a limit of 0 means "all".
    if from >= to || limit == 0 {
        return Ok(Pending::Nothing);
    }
    let store = transaction.object_store(store.as_str())?;
    let range = KeyRange::from(from..to);
    let keys =
        store.get_all_keys().with_query::<&str, _>(range.clone()).with_limit(limit).primitive()?;
    let values = store.get_all().with_query::<&str, _>(range).with_limit(limit).primitive()?;
    Ok(Pending::Rows(keys, values))
}

impl Pending {
    async fn rows(self) -> Result<Vec<Row>, Error> {
        match self {
            Pending::Nothing => Ok(Vec::new()),
            Pending::One(key, request) => {
                Ok(request.await?.map(|value| (key, bytes_of(value))).into_iter().collect())
            }
            Pending::Rows(keys, values) => {
                let (keys, values) = (keys.await?, values.await?);
                keys.zip(values).map(|(key, value)| Ok((key?, bytes_of(value?)))).collect()
            }
        }
    }
}

/// Anything but a byte array reads as no bytes, which no row of ours is.
fn bytes_of(value: JsValue) -> Vec<u8> {
    value.dyn_into::<Uint8Array>().map(|array| array.to_vec()).unwrap_or_default()
}

impl Store for IndexedDbStore {
    async fn get(&self, store: StoreName, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let rows = self.read(&Read::One(store, key.to_owned())).await?;
        Ok(rows.into_iter().next().map(|(_, value)| value))
    }

    async fn range(
        &self,
        store: StoreName,
        from: &str,
        to: &str,
        limit: u32,
    ) -> Result<Vec<Row>, StoreError> {
        self.read(&Read::First(store, from.to_owned(), to.to_owned(), limit)).await
    }

    async fn count(&self, store: StoreName, from: &str, to: &str) -> Result<u32, StoreError> {
        if from >= to {
            return Ok(0);
        }
        let range = KeyRange::from(from..to);
        match self.count_once(store, &range).await {
            Err(StoreError::Lost) => {
                self.forget_connection();
                self.count_once(store, &range).await
            }
            other => other,
        }
    }

    async fn apply(&self, mut batch: Batch<'_>) -> Result<Applied, StoreError> {
        match self.apply_once(&mut batch).await {
            Err(StoreError::Lost) => {
                self.forget_connection();
                self.apply_once(&mut batch).await
            }
            other => other,
        }
    }
}

impl IndexedDbStore {
    async fn read(&self, read: &Read) -> Result<Vec<Row>, StoreError> {
        match self.read_once(read).await {
            Err(StoreError::Lost) => {
                self.forget_connection();
                self.read_once(read).await
            }
            other => other,
        }
    }
}

#[wasm_bindgen]
extern "C" {
    /// The same in a window and in a worker.
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, after_ms: i32) -> JsValue;
}

/// What became of an `open` before it was answered.
enum Interruption {
    TimedOut,
    Blocked,
}

/// Opens the database; [`StoreError::Lost`] when the browser did not answer in time.
async fn open_once(name: &str) -> Result<Database, StoreError> {
    let blocked: Rc<RefCell<Option<Function>>> = Rc::default();
    let interrupted = {
        let blocked = Rc::clone(&blocked);
        Promise::new(&mut move |resolve, _| {
            set_timeout(&resolve, OPEN_TIMEOUT_MS);
            blocked.replace(Some(resolve));
        })
    };
    let request = Database::open(name)
        .with_version(VERSION)
        .with_on_blocked(move |_| {
            if let Some(resolve) = blocked.take() {
                // Cannot fail: it is the promise's own function.
                let _ = resolve.call1(&JsValue::UNDEFINED, &JsValue::TRUE);
            }
            Ok(())
        })
        .with_on_upgrade_needed(|event, database| upgrade(event.old_version(), &database))
        .build()
        .map_err(told_at_open)?;
    let mut request = Box::pin(request.into_future());
    let first = {
        let mut interrupted = pin!(JsFuture::from(interrupted));
        poll_fn(|context| {
            if let Poll::Ready(opened) = request.as_mut().poll(context) {
                return Poll::Ready(Ok(opened));
            }
            interrupted.as_mut().poll(context).map(|how| match how {
                Ok(value) if value.is_truthy() => Err(Interruption::Blocked),
                _ => Err(Interruption::TimedOut),
            })
        })
        .await
    };
    match first {
        Ok(opened) => opened.map_err(told_at_open),
        Err(how) => {
            // It may still open one day; left open, it would block every later upgrade.
            wasm_bindgen_futures::spawn_local(async move {
                if let Ok(database) = request.await {
                    database.close();
                }
            });
            Err(match how {
                Interruption::TimedOut => StoreError::Lost,
                Interruption::Blocked => StoreError::Blocked,
            })
        }
    }
}

/// Brings a database of any released version to this one.
fn upgrade(old_version: f64, database: &Database) -> Result<(), Error> {
    if old_version < 1.0 {
        upgrade_0_to_1(database)?;
    }
    Ok(())
}

fn upgrade_0_to_1(database: &Database) -> Result<(), Error> {
    for store in StoreName::ALL {
        database.create_object_store(store.as_str()).build()?;
    }
    Ok(())
}

fn listen(database: Database) -> Connection {
    let closed = Rc::new(Cell::new(false));
    let raw: &web_sys::IdbDatabase = database.as_sys();
    let on_version_change = Closure::<dyn FnMut()>::new({
        let (closed, raw) = (Rc::clone(&closed), raw.clone());
        move || {
            // A newer version of the app waits in another tab; this one makes way at once.
            closed.set(true);
            raw.close();
        }
    });
    let on_close = Closure::<dyn FnMut()>::new({
        let closed = Rc::clone(&closed);
        move || closed.set(true)
    });
    raw.set_onversionchange(Some(on_version_change.as_ref().unchecked_ref()));
    raw.set_onclose(Some(on_close.as_ref().unchecked_ref()));
    Connection { database, closed, _listeners: [on_version_change, on_close] }
}

fn told(error: Error) -> StoreError {
    match error {
        Error::DomException(exception) => told_by_browser(&exception.into()),
        other => StoreError::Aborted(other.to_string()),
    }
}

fn told_at_open(error: OpenDbError) -> StoreError {
    match error {
        OpenDbError::Base(Error::DomException(exception)) => match exception {
            // Opening an older version than there is: this page is the old one and must be loaded anew.
            DomException::Other(ref raw) if raw.name() == "VersionError" => StoreError::Lost,
            DomException::Other(ref raw) if raw.name() == "QuotaExceededError" => StoreError::Full,
            other => StoreError::Unavailable(web_sys::DomException::from(other).name()),
        },
        other => StoreError::Unavailable(other.to_string()),
    }
}

/// The browser's own error, by name. Which names and messages mean a lost connection differs:
/// Safari says `UnknownError` with "Connection to Indexed Database server lost", all say
/// `InvalidStateError` when a transaction is begun on a connection that is closing.
fn told_by_browser(exception: &web_sys::DomException) -> StoreError {
    let (name, message) = (exception.name(), exception.message());
    match name.as_str() {
        "QuotaExceededError" => StoreError::Full,
        "InvalidStateError" => StoreError::Lost,
        _ if message.contains("onnection") && message.contains("lost") => StoreError::Lost,
        _ => StoreError::Aborted(format!("{name}: {message}")),
    }
}
