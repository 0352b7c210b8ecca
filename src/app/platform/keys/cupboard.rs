//! The small IndexedDB database `ho-so-keys`: one store, one record.
//!
//! Not here: dossiers (crate `replica` has its own database), what the record means.
//!
//! Invariant: "The first key stored is the key of the device; two tabs never keep two."

use js_sys::{Function, Object, Promise};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode};

const DATABASE: &str = "ho-so-keys";
const STORE: &str = "key";
const RECORD: &str = "device";
/// In Safari the first `open` after a start may hang; nobody should wait for ever.
const OPEN_TIMEOUT_MS: i32 = 5_000;

/// The record, when there is one.
pub(super) async fn find() -> Result<Option<JsValue>, JsValue> {
    let database = open().await?;
    let (_, store) = begin(&database, IdbTransactionMode::Readonly)?;
    let record = answer(&store.get(&RECORD.into())?).await;
    database.close();
    record.map(present)
}

/// Stores the record unless the one that is there will do; gives back what is stored afterwards.
pub(super) async fn keep(
    record: &Object,
    will_do: impl Fn(&JsValue) -> bool,
) -> Result<JsValue, JsValue> {
    let database = open().await?;
    let (transaction, store) = begin(&database, IdbTransactionMode::Readwrite)?;
    // Nothing foreign is awaited between the two requests: the transaction would end.
    let there = present(answer(&store.get(&RECORD.into())?).await?);
    if !there.as_ref().is_some_and(will_do) {
        store.put_with_key(record, &RECORD.into())?;
    }
    committed(&transaction).await?;
    database.close();
    find().await?.ok_or_else(|| "the record was stored and is not there".into())
}

fn present(record: JsValue) -> Option<JsValue> {
    (!record.is_undefined() && !record.is_null()).then_some(record)
}

fn begin(
    database: &IdbDatabase,
    mode: IdbTransactionMode,
) -> Result<(IdbTransaction, IdbObjectStore), JsValue> {
    let transaction = database.transaction_with_str_and_mode(STORE, mode)?;
    let store = transaction.object_store(STORE)?;
    Ok((transaction, store))
}

async fn open() -> Result<IdbDatabase, JsValue> {
    let window = web_sys::window().ok_or("no window")?;
    let factory = window.indexed_db()?.ok_or("the browser has no database here")?;
    let request = factory.open_with_u32(DATABASE, 1)?;
    let upgrade = Closure::once_into_js({
        let request = request.clone();
        move || {
            let database = request.result().ok().and_then(|d| d.dyn_into::<IdbDatabase>().ok());
            // Without the store the next transaction fails and says so.
            let _ = database.map(|database| database.create_object_store(STORE));
        }
    });
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    let too_slow = Promise::new(&mut |_, reject| {
        // Without a timer we wait for the database alone.
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_1(
            &reject,
            OPEN_TIMEOUT_MS,
            &"the database does not open".into(),
        );
    });
    let opened = Promise::race(&js_sys::Array::of2(&promise_of(&request), &too_slow));
    JsFuture::from(opened).await?.dyn_into()
}

async fn answer(request: &IdbRequest) -> Result<JsValue, JsValue> {
    JsFuture::from(promise_of(request)).await
}

fn promise_of(request: &IdbRequest) -> Promise {
    Promise::new(&mut |resolve, reject| {
        let succeed = Closure::once_into_js({
            let request = request.clone();
            move || call(&resolve, &request.result().unwrap_or_default())
        });
        let fail = Closure::once_into_js({
            let request = request.clone();
            move || {
                let error = request.error().ok().flatten();
                call(&reject, &error.map_or(JsValue::UNDEFINED, JsValue::from));
            }
        });
        request.set_onsuccess(Some(succeed.unchecked_ref()));
        request.set_onerror(Some(fail.unchecked_ref()));
    })
}

async fn committed(transaction: &IdbTransaction) -> Result<(), JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        let complete = Closure::once_into_js(move || call(&resolve, &JsValue::UNDEFINED));
        let abort = Closure::once_into_js({
            let transaction = transaction.clone();
            move || {
                let error = transaction.error();
                call(&reject, &error.map_or(JsValue::UNDEFINED, JsValue::from));
            }
        });
        transaction.set_oncomplete(Some(complete.unchecked_ref()));
        transaction.set_onabort(Some(abort.unchecked_ref()));
    });
    JsFuture::from(promise).await.map(|_| ())
}

fn call(function: &Function, argument: &JsValue) {
    // Settling a promise does not throw.
    let _ = function.call1(&JsValue::UNDEFINED, argument);
}
