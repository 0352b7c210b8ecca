//! The contract of [`Store`] as a suite that every store passes: the memory store in `cargo test`, the browser's in a browser.
//!
//! Not here: anything about operations. Rows are just rows.
//!
//! Invariant: "What the suite does not check, the engine does not rely on."

use super::{Batch, Read, Store, StoreError, StoreName, Write};
use core::fmt::Debug;
use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::Poll;

/// Where stores of one kind live.
#[allow(async_fn_in_trait)] // Everything here runs on the one thread of a page.
pub trait Place {
    /// The kind.
    type Store: Store;
    /// A connection to the store of this name; two connections see the same rows.
    async fn open(&self, name: &str) -> Result<Self::Store, StoreError>;
    /// Leaves no room for several megabytes, but for small rows.
    async fn fill(&self);
    /// Gives the room back.
    async fn make_room(&self);
}

/// The names of the cases, in the order in which they are worth running.
pub const CASES: [&str; 9] = [
    "a batch is stored whole",
    "a plan that declines writes nothing",
    "a batch survives reopening",
    "ranges are ordered and half open",
    "bytes come back exactly",
    "reads and writes of a batch are one",
    "two connections count without gaps",
    "two hundred interleaved batches lose nothing",
    "a full disk refuses whole batches and takes small ones",
];

/// Runs one case; the error says what was expected.
///
/// # Errors
/// When the store breaks its contract.
pub async fn run_case<P: Place>(place: &P, case: &str) -> Result<(), String> {
    let name = format!("conformance {case}");
    match CASES.iter().position(|known| *known == case) {
        Some(0) => stored_whole(place, &name).await,
        Some(1) => declined(place, &name).await,
        Some(2) => reopened(place, &name).await,
        Some(3) => ranges(place, &name).await,
        Some(4) => exact_bytes(place, &name).await,
        Some(5) => read_and_written(place, &name).await,
        Some(6) => counted_by_two(place, &name, 10).await,
        Some(7) => counted_by_two(place, &name, 100).await,
        Some(8) => full_disk(place, &name).await,
        _ => Err(format!("there is no case \"{case}\"")),
    }
}

fn same<T: PartialEq + Debug>(what: &str, found: T, expected: T) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    let (mut found, mut expected) = (format!("{found:?}"), format!("{expected:?}"));
    found.truncate(300);
    expected.truncate(300);
    Err(format!("{what}: expected {expected}, found {found}"))
}

fn put(store: StoreName, key: &str, value: &[u8]) -> Write {
    Write::Put(store, key.to_owned(), value.to_vec())
}

async fn write(store: &impl Store, writes: Vec<Write>) -> Result<(), String> {
    store.apply(Batch::writing(writes)).await.map(|_| ()).map_err(|error| error.to_string())
}

async fn value(store: &impl Store, name: StoreName, key: &str) -> Result<Option<Vec<u8>>, String> {
    store.get(name, key).await.map_err(|error| error.to_string())
}

async fn keys(store: &impl Store, from: &str, to: &str, limit: u32) -> Result<Vec<String>, String> {
    let rows = store.range(StoreName::Operation, from, to, limit).await;
    Ok(rows.map_err(|error| error.to_string())?.into_iter().map(|(key, _)| key).collect())
}

async fn open<P: Place>(place: &P, name: &str) -> Result<P::Store, String> {
    place.open(name).await.map_err(|error| format!("open: {error}"))
}

async fn stored_whole<P: Place>(place: &P, name: &str) -> Result<(), String> {
    let store = open(place, name).await?;
    let all = StoreName::ALL.map(|name| put(name, "k", name.as_str().as_bytes()));
    write(&store, all.to_vec()).await?;
    for name in StoreName::ALL {
        let expected = Some(name.as_str().as_bytes().to_vec());
        same(name.as_str(), value(&store, name, "k").await?, expected)?;
    }
    let again = vec![
        Write::Remove(StoreName::Meta, "k".to_owned()),
        Write::Remove(StoreName::Meta, "never there".to_owned()),
        put(StoreName::Outbox, "k", b"second"),
    ];
    write(&store, again).await?;
    same("removed", value(&store, StoreName::Meta, "k").await?, None)?;
    same("replaced", value(&store, StoreName::Outbox, "k").await?, Some(b"second".to_vec()))
}

async fn declined<P: Place>(place: &P, name: &str) -> Result<(), String> {
    let store = open(place, name).await?;
    let batch = Batch::new(Vec::new(), |_| None).with_prepared(vec![put(
        StoreName::Meta,
        "prepared",
        b"x",
    )]);
    let applied = store.apply(batch).await.map_err(|error| error.to_string())?;
    same("writes", applied.n_writes, 0)?;
    same("prepared row", value(&store, StoreName::Meta, "prepared").await?, None)?;
    write(&store, vec![put(StoreName::Meta, "after", b"y")]).await?;
    same("next batch", value(&store, StoreName::Meta, "after").await?, Some(b"y".to_vec()))
}

async fn reopened<P: Place>(place: &P, name: &str) -> Result<(), String> {
    let store = open(place, name).await?;
    write(&store, vec![put(StoreName::Shelf, "k", b"kept")]).await?;
    drop(store);
    let store = open(place, name).await?;
    same("after reopening", value(&store, StoreName::Shelf, "k").await?, Some(b"kept".to_vec()))
}

async fn ranges<P: Place>(place: &P, name: &str) -> Result<(), String> {
    let store = open(place, name).await?;
    let inserted = ["d/f/2", "d/f0", "d/f/1", "d/f-x/1", "c", "d/e/9", "Z", "a_"];
    write(&store, inserted.map(|key| put(StoreName::Operation, key, key.as_bytes())).to_vec())
        .await?;
    let list = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    let all = list(&["Z", "a_", "c", "d/e/9", "d/f-x/1", "d/f/1", "d/f/2", "d/f0"]);
    same("all", keys(&store, "", "\u{7f}", u32::MAX).await?, all)?;
    let field = list(&["d/f/1", "d/f/2"]);
    same("a field", keys(&store, "d/f/", "d/f0", u32::MAX).await?, field)?;
    same("a limit", keys(&store, "", "\u{7f}", 2).await?, list(&["Z", "a_"]))?;
    same("no room", keys(&store, "c", "c", u32::MAX).await?, Vec::new())?;
    same("upside down", keys(&store, "d", "c", u32::MAX).await?, Vec::new())?;
    same("nobody", keys(&store, "e", "f", u32::MAX).await?, Vec::new())?;
    same("limit 0", keys(&store, "", "\u{7f}", 0).await?, Vec::new())?;
    let count = store.count(StoreName::Operation, "d/f/", "d/f0").await;
    same("count", count, Ok(2))?;
    same("count of nothing", store.count(StoreName::Operation, "x", "x").await, Ok(0))
}

async fn exact_bytes<P: Place>(place: &P, name: &str) -> Result<(), String> {
    let store = open(place, name).await?;
    let every: Vec<u8> = (0..=255).collect();
    let chunk: Vec<u8> =
        (0..256 * 1024u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let text = "Ậm ờ, Nguyễn Thị Ngọc Ánh ở xã Yên Thuỷ nhỡ hẹn Đặng Quỳnh".as_bytes().to_vec();
    let values = [("empty", Vec::new()), ("every", every), ("chunk", chunk), ("text", text)];
    write(
        &store,
        values.iter().map(|(key, value)| put(StoreName::BlobChunk, key, value)).collect(),
    )
    .await?;
    for (key, expected) in values {
        same(key, value(&store, StoreName::BlobChunk, key).await?, Some(expected))?;
    }
    Ok(())
}

async fn read_and_written<P: Place>(place: &P, name: &str) -> Result<(), String> {
    let store = open(place, name).await?;
    write(&store, vec![put(StoreName::Meta, "a", b"1"), put(StoreName::Operation, "x", b"2")])
        .await?;
    let reads = vec![
        Read::One(StoreName::Meta, "a".to_owned()),
        Read::One(StoreName::Meta, "not there".to_owned()),
        Read::Range(StoreName::Operation, "".to_owned(), "\u{7f}".to_owned()),
        Read::First(StoreName::Operation, "x".to_owned(), "x".to_owned(), 5),
    ];
    let mut seen = Vec::new();
    let batch = Batch::new(reads, |rows| {
        seen = (0..5).map(|index| rows.one(index).map(<[u8]>::to_vec)).collect();
        Some(vec![put(StoreName::Meta, "b", b"3")])
    });
    store.apply(batch).await.map_err(|error| error.to_string())?;
    let expected = vec![Some(b"1".to_vec()), None, Some(b"2".to_vec()), None, None];
    same("read inside", seen, expected)?;
    same("written", value(&store, StoreName::Meta, "b").await?, Some(b"3".to_vec()))
}

/// Takes the next number and writes a row under it, as recording an operation does.
async fn take_number(store: &impl Store, who: &str) -> Result<(), String> {
    let batch = Batch::new(vec![Read::One(StoreName::Meta, "next".to_owned())], |rows| {
        let next =
            rows.one(0).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_be_bytes);
        Some(vec![
            put(StoreName::Meta, "next", &(next + 1).to_be_bytes()),
            put(StoreName::Operation, &format!("{next:08x}/{who}"), b""),
        ])
    });
    store.apply(batch).await.map(|_| ()).map_err(|error| error.to_string())
}

async fn counted_by_two<P: Place>(place: &P, name: &str, n_each: u32) -> Result<(), String> {
    let (first, second) = (open(place, name).await?, open(place, name).await?);
    let many = async |store: &P::Store, who: &str| {
        for _ in 0..n_each {
            take_number(store, who).await?;
        }
        Ok::<_, String>(())
    };
    let (a, b) = both(many(&first, "a"), many(&second, "b")).await;
    a.and(b)?;
    let found = keys(&first, "", "\u{7f}", u32::MAX).await?;
    let numbers: Vec<&str> =
        found.iter().filter_map(|key| key.split_once('/')).map(|(number, _)| number).collect();
    let expected: Vec<String> = (0..2 * n_each).map(|n| format!("{n:08x}")).collect();
    same("numbers", numbers, expected.iter().map(String::as_str).collect())?;
    let of_a = found.iter().filter(|key| key.ends_with("/a")).count();
    same("rows of one connection", u32::try_from(of_a), Ok(n_each))?;
    // They did take turns; otherwise the case has shown nothing.
    let turns = found.windows(2).filter(|pair| match pair {
        [a, b] => a.ends_with("/a") != b.ends_with("/a"),
        _ => false,
    });
    if turns.count() < 2 {
        return Err("the connections did not interleave".to_owned());
    }
    Ok(())
}

async fn full_disk<P: Place>(place: &P, name: &str) -> Result<(), String> {
    // Full from the beginning: a browser that has just seen room relies on it for half a minute.
    place.fill().await;
    let store = open(place, name).await?;
    write(&store, vec![put(StoreName::Meta, "before", b"1")]).await?;
    let mut writes = vec![put(StoreName::Meta, "small", b"2")];
    for index in 0..20 {
        // Noise, so that no compression of the browser helps.
        let mut state = index + 1u64;
        let chunk: Vec<u8> = (0..256 * 1024)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state as u8
            })
            .collect();
        writes.push(put(StoreName::BlobChunk, &format!("s/{index:04}"), &chunk));
    }
    let refused = store.apply(Batch::writing(writes)).await.map(|_| ());
    let small = write(&store, vec![put(StoreName::Meta, "after", b"3")]).await;
    place.make_room().await;
    same("a large batch", refused, Err(StoreError::Full))?;
    small?;
    same("its small row", value(&store, StoreName::Meta, "small").await?, None)?;
    same("its chunks", store.count(StoreName::BlobChunk, "", "\u{7f}").await, Ok(0))?;
    same("before", value(&store, StoreName::Meta, "before").await?, Some(b"1".to_vec()))?;
    same("after", value(&store, StoreName::Meta, "after").await?, Some(b"3".to_vec()))
}

/// Runs two futures side by side.
async fn both<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut of_a, mut of_b) = (None, None);
    poll_fn(|context| {
        if of_a.is_none()
            && let Poll::Ready(output) = a.as_mut().poll(context)
        {
            of_a = Some(output);
        }
        if of_b.is_none()
            && let Poll::Ready(output) = b.as_mut().poll(context)
        {
            of_b = Some(output);
        }
        match (of_a.take(), of_b.take()) {
            (Some(a), Some(b)) => Poll::Ready((a, b)),
            (a, b) => {
                (of_a, of_b) = (a, b);
                Poll::Pending
            }
        }
    })
    .await
}
