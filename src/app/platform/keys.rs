//! The device's identity: a WebCrypto P-256 key that cannot be exported, kept in a small database of its own.
//!
//! Not here: what is signed (crate `protocol`), when a device enrols (crate `replica`).
//!
//! Invariant: "A new key is used only after it was stored, read back, and its signature verified."

mod cupboard;

use domain::ids::DeviceId;
use js_sys::{Array, Object, Reflect, Uint8Array};
use replica::{SignError, Signer};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

/// Why there is no key. The page then works on, and everything stays on this device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum KeyError {
    /// The browser has no WebCrypto here (an insecure address).
    NoCrypto,
    /// The browser refuses to keep a key: private mode, lockdown. Carries the browser's own words.
    NotKept(String),
    /// Making or using the key failed. Carries the browser's own words.
    Failed(String),
}

/// The identity of this device. Cheap to clone: the keys live in the browser.
#[derive(Clone)]
pub(crate) struct DeviceKey {
    device: DeviceId,
    private: CryptoKey,
    public: CryptoKey,
}

/// What the probe signs; the content does not matter.
const PROBE: &[u8] = b"ho-so probe";

impl DeviceKey {
    /// The key of this device, or a new one when there is none yet.
    ///
    /// # Errors
    /// When the browser cannot make, keep or use such a key.
    pub(crate) async fn find_or_make() -> Result<Self, KeyError> {
        let kept = cupboard::find().await.map_err(not_kept)?;
        if let Some(key) = kept.as_ref().and_then(Self::find_in) {
            return Ok(key);
        }
        // A device that has an id without a key keeps its id: operations carry it.
        let device = kept.as_ref().and_then(find_device).unwrap_or_else(random_device);
        let fresh = generate(device).await?;
        // Another tab may have stored its key meanwhile; the stored one wins.
        let has_key = |record: &JsValue| Self::find_in(record).is_some();
        let stored = cupboard::keep(&fresh, has_key).await.map_err(not_kept)?;
        Self::probe(&stored).await
    }

    fn find_in(record: &JsValue) -> Option<Self> {
        // Some browsers store the record and give the keys back as null.
        let key = |name: &str| member(record, name).dyn_into::<CryptoKey>().ok();
        Some(Self {
            device: find_device(record)?,
            private: key("private")?,
            public: key("public")?,
        })
    }

    /// Uses a key that was just stored and read back.
    async fn probe(stored: &JsValue) -> Result<Self, KeyError> {
        let key = Self::find_in(stored)
            .ok_or_else(|| KeyError::NotKept("the stored key reads back empty".to_owned()))?;
        let signature = key.sign_raw(PROBE).await.map_err(failed)?;
        match verify_with(&key.public, PROBE, &signature).await {
            Ok(true) => Ok(key),
            Ok(false) => Err(KeyError::Failed("its signature does not verify".to_owned())),
            Err(error) => Err(failed(error)),
        }
    }

    async fn sign_raw(&self, bytes: &[u8]) -> Result<[u8; 64], JsValue> {
        let promise =
            subtle()?.sign_with_object_and_u8_array(&ecdsa_sha256(), &self.private, bytes)?;
        let signature = JsFuture::from(promise).await?;
        Uint8Array::new(&signature)
            .to_vec()
            .try_into()
            .map_err(|_| JsValue::from_str("a signature of another length than 64"))
    }
}

impl Signer for DeviceKey {
    fn device(&self) -> DeviceId {
        self.device
    }
    async fn public_point(&self) -> Result<[u8; 65], SignError> {
        let export = async {
            let promise = subtle()?.export_key("raw", &self.public)?;
            JsFuture::from(promise).await
        };
        let point = export.await.map_err(|_| SignError::KeyUnusable)?;
        Uint8Array::new(&point).to_vec().try_into().map_err(|_| SignError::KeyUnusable)
    }
    async fn sign(&self, bytes: &[u8]) -> Result<[u8; 64], SignError> {
        self.sign_raw(bytes).await.map_err(|_| SignError::KeyUnusable)
    }
}

/// The id of this device: that of its key; where the browser keeps no key, an id kept alone; else one for this visit.
pub(crate) async fn device() -> DeviceId {
    if let Ok(key) = DeviceKey::find_or_make().await {
        return key.device;
    }
    let record = record_of(random_device());
    let kept = cupboard::keep(&record, |record| find_device(record).is_some()).await;
    kept.ok().as_ref().and_then(find_device).unwrap_or_else(random_device)
}

fn random_device() -> DeviceId {
    let mut bytes = [0u8; 16];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        // Fails only for more than 64 KiB.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    DeviceId::from_bytes(bytes)
}

/// Whether a raw r‖s signature over a message was made by the key with this uncompressed point.
///
/// # Errors
/// When the browser cannot verify, or the point is none.
pub(crate) async fn verify(
    point: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<bool, KeyError> {
    let import = async {
        let usages = Array::of1(&"verify".into());
        let bytes: Object = Uint8Array::from(point).into();
        let promise =
            subtle()?.import_key_with_object("raw", &bytes, &ecdsa_p256(), true, &usages)?;
        JsFuture::from(promise).await?.dyn_into::<CryptoKey>()
    };
    let key = import.await.map_err(failed)?;
    verify_with(&key, message, signature).await.map_err(failed)
}

async fn verify_with(key: &CryptoKey, message: &[u8], signature: &[u8]) -> Result<bool, JsValue> {
    let promise = subtle()?.verify_with_object_and_u8_array_and_u8_array(
        &ecdsa_sha256(),
        key,
        signature,
        message,
    )?;
    Ok(JsFuture::from(promise).await?.is_truthy())
}

/// A fresh record as it is stored: `{device, private, public}`.
async fn generate(device: DeviceId) -> Result<Object, KeyError> {
    let generate = async {
        let usages = Array::of2(&"sign".into(), &"verify".into());
        let promise = subtle()?.generate_key_with_object(&ecdsa_p256(), false, &usages)?;
        JsFuture::from(promise).await
    };
    let pair = generate.await.map_err(|error| match subtle() {
        Ok(_) => failed(error),
        Err(_) => KeyError::NoCrypto,
    })?;
    let record = record_of(device);
    for (name, part) in [("private", "privateKey"), ("public", "publicKey")] {
        set(&record, name, &member(&pair, part));
    }
    Ok(record)
}

fn record_of(device: DeviceId) -> Object {
    let record = Object::new();
    set(&record, "device", &Uint8Array::from(device.as_bytes().as_slice()));
    record
}

fn find_device(record: &JsValue) -> Option<DeviceId> {
    let bytes = member(record, "device").dyn_into::<Uint8Array>().ok()?;
    bytes.to_vec().try_into().ok().map(DeviceId::from_bytes)
}

fn member(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}

fn subtle() -> Result<SubtleCrypto, JsValue> {
    let crypto = web_sys::window().ok_or("no window")?.crypto()?;
    // On an insecure address `crypto.subtle` is undefined, which the binding does not say.
    let subtle = Reflect::get(&crypto, &"subtle".into())?;
    subtle.dyn_into().map_err(|_| JsValue::from_str("no WebCrypto at this address"))
}

fn ecdsa_p256() -> Object {
    let algorithm = Object::new();
    set(&algorithm, "name", &"ECDSA".into());
    set(&algorithm, "namedCurve", &"P-256".into());
    algorithm
}

fn ecdsa_sha256() -> Object {
    let algorithm = Object::new();
    set(&algorithm, "name", &"ECDSA".into());
    set(&algorithm, "hash", &"SHA-256".into());
    algorithm
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // A plain object of our own takes every member.
    let _ = Reflect::set(object, &name.into(), value);
}

/// The browser's own words for an error.
fn words(error: &JsValue) -> String {
    error
        .as_string()
        .or_else(|| error.dyn_ref::<js_sys::Error>().map(|e| String::from(e.message())))
        .or_else(|| error.dyn_ref::<web_sys::DomException>().map(|e| e.message()))
        .unwrap_or_default()
}

fn failed(error: JsValue) -> KeyError {
    KeyError::Failed(words(&error))
}

fn not_kept(error: JsValue) -> KeyError {
    KeyError::NotKept(words(&error))
}
