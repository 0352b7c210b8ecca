//! The one writer: requests wait in a queue, and up to 64 of them share a transaction.
//!
//! Not here: SQL. Each kind of request brings its own.
//!
//! Invariant: "A reply is sent only after the transaction that holds it was committed to the disk."
//! Invariant: "No transaction waits for a network."

use super::StorageError;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection as _, Sqlite, Transaction};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::{Mutex, Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

/// Most requests that share one transaction.
const GROUP: usize = 64;
/// Most requests that wait; beyond, the answer is "busy".
const QUEUE: usize = 1024;

/// Something to be written. It may run twice, when the group it was in failed because of another.
pub(crate) trait Write: Send + Sync + 'static {
    /// What the writing tells.
    type Out: Send + 'static;
    /// Writes within the open transaction.
    fn run(
        &self,
        connection: &mut SqliteConnection,
    ) -> impl Future<Output = Result<Self::Out, StorageError>> + Send;
}

/// The queue before the writer.
pub(crate) struct Writer {
    queue: mpsc::Sender<Box<dyn Job>>,
    end: Arc<Notify>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the writer on its connection.
    pub(crate) fn start(connection: SqliteConnection) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        let end = Arc::new(Notify::new());
        let task = tokio::spawn(write_all(connection, waiting, Arc::clone(&end)));
        Self { queue, end, task: Mutex::new(Some(task)) }
    }

    /// Writes, and returns after the commit.
    pub(crate) async fn write<W: Write>(&self, write: W) -> Result<W::Out, StorageError> {
        let (reply, outcome) = oneshot::channel();
        let job = Waiting { write, out: None, reply };
        self.queue.try_send(Box::new(job)).map_err(|_| StorageError::Busy)?;
        outcome.await.unwrap_or_else(|_| Err(StorageError::Fault("the writer ended".to_owned())))
    }

    /// Takes no more and ends when everything that waits is written.
    pub(crate) async fn close(&self) {
        self.end.notify_one();
        if let Some(task) = self.task.lock().await.take() {
            // The task ends by itself; that it panicked was already logged.
            let _ = task.await;
        }
    }
}

type Step<'a> = Pin<Box<dyn Future<Output = Result<(), StorageError>> + Send + 'a>>;

/// A request without its type.
trait Job: Send {
    fn run<'a>(&'a mut self, connection: &'a mut SqliteConnection) -> Step<'a>;
    fn reply(self: Box<Self>, outcome: Result<(), StorageError>);
}

struct Waiting<W: Write> {
    write: W,
    out: Option<W::Out>,
    reply: oneshot::Sender<Result<W::Out, StorageError>>,
}

impl<W: Write> Job for Waiting<W> {
    fn run<'a>(&'a mut self, connection: &'a mut SqliteConnection) -> Step<'a> {
        Box::pin(async move {
            self.out = Some(self.write.run(connection).await?);
            Ok(())
        })
    }
    fn reply(self: Box<Self>, outcome: Result<(), StorageError>) {
        let missing = || StorageError::Fault("nothing was written".to_owned());
        let Waiting { out, reply, .. } = *self;
        let result = outcome.and_then(|()| out.ok_or_else(missing));
        // Whoever asked may have gone away; what was written stays written.
        let _ = reply.send(result);
    }
}

async fn write_all(
    mut connection: SqliteConnection,
    mut waiting: mpsc::Receiver<Box<dyn Job>>,
    end: Arc<Notify>,
) {
    let mut group = Vec::with_capacity(GROUP);
    loop {
        tokio::select! {
            biased;
            n = waiting.recv_many(&mut group, GROUP) => if n == 0 { break },
            // Takes no more; what waits already is still received and written.
            () = end.notified() => { waiting.close(); continue; }
        }
        if write_group(&mut connection, &mut group).await.is_ok() {
            group.drain(..).for_each(|job| job.reply(Ok(())));
            continue;
        }
        // One of them cannot be written: each on its own, so that it takes no other with it.
        for mut job in group.drain(..) {
            let outcome = write_group(&mut connection, std::slice::from_mut(&mut job)).await;
            job.reply(outcome);
        }
    }
    if let Err(error) = connection.close().await {
        tracing::error!(%error, "the database did not close cleanly");
    }
}

async fn write_group(
    connection: &mut SqliteConnection,
    group: &mut [Box<dyn Job>],
) -> Result<(), StorageError> {
    let mut transaction: Transaction<'_, Sqlite> = connection.begin_with("BEGIN IMMEDIATE").await?;
    for job in group {
        // On an error the transaction is dropped, which rolls it back.
        job.run(&mut transaction).await?;
    }
    Ok(transaction.commit().await?)
}
