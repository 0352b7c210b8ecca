//! A photo or scan becomes a page: checked, turned upright, shrunk, gray, without its metadata.
//!
//! Not here: storing pages (crate `replica`), advice on blur or glare, sentences.
//!
//! Invariant: "One picture is in memory at a time, and it is closed before the next is opened."

mod header;

use header::{Format, Header};
use js_sys::{Array, Object, Reflect, Uint8Array};
use replica::Image;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, CanvasRenderingContext2d, Event, File, HtmlCanvasElement,
    HtmlInputElement, ImageBitmap, ImageEncodeOptions, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d, Url,
};

/// Most bytes of a photo as the camera made it.
pub(crate) const MAX_PHOTO_BYTES: u64 = 25 * 1024 * 1024;
/// Longest side of a stored page: A4 at 200 dpi.
const LONGEST_SIDE: u32 = 2_339;
/// Longest side of a thumbnail.
const THUMBNAIL_SIDE: u32 = 320;
/// OCR reads q 20 to q 80 equally well; 60 keeps thin stamps readable.
const QUALITY: f64 = 0.6;
/// Enough to find the dimensions behind a camera's metadata.
const HEADER_BYTES: f64 = 262_144.0;
/// More pixels on a side than this no phone decodes.
const MAX_SIDE: u32 = 20_000;

/// Why a file does not become a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ImageError {
    /// Larger than [`MAX_PHOTO_BYTES`].
    TooLarge {
        /// Bytes of the file.
        size_bytes: u64,
    },
    /// Empty: some phones hand over a photo that is still being written.
    Empty,
    /// The content is not a picture, whatever its name says.
    NotAPicture,
    /// A picture this browser cannot open: HEIC and the like.
    Unsupported,
    /// It begins like a picture and cannot be decoded.
    Damaged,
    /// Too many pixels, or too little memory.
    NoMemory,
}

/// A file the person picked or photographed.
#[derive(Clone)]
pub(crate) struct PickedFile(File);

impl PickedFile {
    /// Name as the person knows it.
    pub(crate) fn name(&self) -> String {
        self.0.name()
    }
}

/// The files of a file input; empties the input, so that the same file can be picked again.
pub(crate) fn take_files(event: &Event) -> Vec<PickedFile> {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return Vec::new() };
    let files = input.files();
    let picked = files
        .iter()
        .flat_map(|files| (0..files.length()).filter_map(|i| files.get(i)))
        .map(PickedFile)
        .collect();
    input.set_value("");
    picked
}

/// Makes a page of a file.
///
/// # Errors
/// When the file is too large, is no picture, or cannot be opened here.
pub(crate) async fn prepare(file: &PickedFile) -> Result<Image, ImageError> {
    let size_bytes = file.0.size() as u64;
    if size_bytes > MAX_PHOTO_BYTES {
        return Err(ImageError::TooLarge { size_bytes });
    }
    if size_bytes == 0 {
        return Err(ImageError::Empty);
    }
    let head = file.0.slice_with_f64_and_f64(0.0, HEADER_BYTES).map_err(|_| ImageError::Damaged)?;
    let header = header::find(&bytes_of(&head).await?).ok_or(ImageError::NotAPicture)?;
    let bitmap = decode(&file.0, &header, LONGEST_SIDE).await?;
    encode(&bitmap.0, LONGEST_SIDE, Turn::No).await
}

/// Turns a stored page by 90° clockwise.
///
/// # Errors
/// When the page cannot be decoded or encoded: too little memory.
pub(crate) async fn rotate(jpeg: &[u8]) -> Result<Image, ImageError> {
    let bitmap = decode_page(jpeg, LONGEST_SIDE).await?;
    encode(&bitmap.0, LONGEST_SIDE, Turn::Clockwise).await
}

/// A small picture for lists; its address is given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Thumbnail {
    /// A `blob:` address.
    pub(crate) address: String,
}

impl Drop for Thumbnail {
    fn drop(&mut self) {
        // An unknown address is no error.
        let _ = Url::revoke_object_url(&self.address);
    }
}

/// The small picture of a stored page; `None` when it cannot be made.
pub(crate) async fn thumbnail(jpeg: &[u8]) -> Option<Thumbnail> {
    let bitmap = decode_page(jpeg, THUMBNAIL_SIDE).await.ok()?;
    let image = encode(&bitmap.0, THUMBNAIL_SIDE, Turn::No).await.ok()?;
    let address = Url::create_object_url_with_blob(&blob_of(&image.bytes)?).ok()?;
    Some(Thumbnail { address })
}

/// A decoded picture, closed when it is dropped: it is tens of megabytes outside the garbage collector's sight.
struct Bitmap(ImageBitmap);

impl Drop for Bitmap {
    fn drop(&mut self) {
        self.0.close();
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    No,
    Clockwise,
}

async fn decode_page(jpeg: &[u8], longest_side: u32) -> Result<Bitmap, ImageError> {
    let header = header::find(jpeg).ok_or(ImageError::Damaged)?;
    decode(&blob_of(jpeg).ok_or(ImageError::NoMemory)?, &header, longest_side).await
}

async fn decode(blob: &Blob, header: &Header, longest_side: u32) -> Result<Bitmap, ImageError> {
    let options = Object::new();
    set(&options, "imageOrientation", &"from-image".into());
    if let Some((width, height)) = header.size {
        if width.max(height) > MAX_SIDE {
            return Err(ImageError::NoMemory);
        }
        // Whichever way the camera was held, the shorter side is at least this wide: nothing is enlarged.
        if width.min(height) >= longest_side {
            set(&options, "resizeWidth", &longest_side.into());
            set(&options, "resizeQuality", &"medium".into());
        }
    }
    let opening = async {
        let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
        // The binding knows no options dictionary for blobs that older browsers accept; the call is the same.
        let create = Reflect::get(&window, &"createImageBitmap".into())?;
        let create: js_sys::Function = create.dyn_into()?;
        let promise: js_sys::Promise = create.call2(&window, blob, &options)?.dyn_into()?;
        JsFuture::from(promise).await?.dyn_into::<ImageBitmap>()
    };
    opening.await.map(Bitmap).map_err(|_| match header.format {
        Format::Jpeg | Format::Png | Format::WebP => ImageError::Damaged,
        Format::Heic | Format::Other => ImageError::Unsupported,
    })
}

async fn encode(bitmap: &ImageBitmap, longest: u32, turn: Turn) -> Result<Image, ImageError> {
    let (width, height) = fit(bitmap.width(), bitmap.height(), longest);
    let size = match turn {
        Turn::No => (width, height),
        Turn::Clockwise => (height, width),
    };
    let drawing = Drawing { bitmap, width, height, turn };
    let encoded = match OffscreenCanvas::new(size.0, size.1) {
        Ok(canvas) => on_offscreen_canvas(&canvas, &drawing).await,
        Err(_) => on_page_canvas(size, &drawing).await,
    };
    let blob = encoded.map_err(|_| ImageError::NoMemory)?;
    Ok(Image { bytes: bytes_of(&blob).await?, width: size.0, height: size.1 })
}

/// The size within a square of `longest`, never larger than it was.
fn fit(width: u32, height: u32, longest: u32) -> (u32, u32) {
    let side = width.max(height).max(1);
    if side <= longest {
        return (width.max(1), height.max(1));
    }
    let scaled = |n: u32| {
        let n = (u64::from(n) * u64::from(longest) + u64::from(side) / 2) / u64::from(side);
        u32::try_from(n).unwrap_or(longest).max(1)
    };
    (scaled(width), scaled(height))
}

struct Drawing<'a> {
    bitmap: &'a ImageBitmap,
    width: u32,
    height: u32,
    turn: Turn,
}

/// The two canvas contexts have the same methods and no common type.
macro_rules! draw {
    ($context:expr, $drawing:expr) => {{
        let (context, drawing) = (&$context, $drawing);
        let (width, height) = (f64::from(drawing.width), f64::from(drawing.height));
        // Paper is white where a picture is transparent.
        context.set_fill_style_str("#fff");
        let longest = width.max(height);
        context.fill_rect(0.0, 0.0, longest, longest);
        if drawing.turn == Turn::Clockwise {
            context.translate(height, 0.0)?;
            context.rotate(core::f64::consts::FRAC_PI_2)?;
        }
        context.draw_image_with_image_bitmap_and_dw_and_dh(
            drawing.bitmap,
            0.0,
            0.0,
            width,
            height,
        )?;
        // Safari draws no `filter`; taking the colour from gray does the same everywhere.
        context.set_global_composite_operation("color")?;
        context.set_fill_style_str("#808080");
        context.fill_rect(0.0, 0.0, width, height);
    }};
}

async fn on_offscreen_canvas(
    canvas: &OffscreenCanvas,
    drawing: &Drawing<'_>,
) -> Result<Blob, JsValue> {
    let context = canvas.get_context("2d")?.ok_or(JsValue::UNDEFINED)?;
    let context: OffscreenCanvasRenderingContext2d = context.dyn_into()?;
    draw!(context, drawing);
    let options = ImageEncodeOptions::new();
    options.set_type("image/jpeg");
    options.set_quality(QUALITY);
    let promise = canvas.convert_to_blob_with_options(&options)?;
    JsFuture::from(promise).await?.dyn_into()
}

/// For browsers without `OffscreenCanvas`: Safari before 16.4.
async fn on_page_canvas(size: (u32, u32), drawing: &Drawing<'_>) -> Result<Blob, JsValue> {
    let document = web_sys::window().and_then(|window| window.document());
    let canvas = document.ok_or(JsValue::UNDEFINED)?.create_element("canvas")?;
    let canvas: HtmlCanvasElement = canvas.dyn_into()?;
    canvas.set_width(size.0);
    canvas.set_height(size.1);
    let context = canvas.get_context("2d")?.ok_or(JsValue::UNDEFINED)?;
    let context: CanvasRenderingContext2d = context.dyn_into()?;
    draw!(context, drawing);
    let promise = js_sys::Promise::new(&mut |resolve, _| {
        let ready = Closure::once_into_js(move |blob: JsValue| {
            // Settling a promise does not throw.
            let _ = resolve.call1(&JsValue::UNDEFINED, &blob);
        });
        // Refused arguments would have thrown above; then the promise stays and the page says so on retry.
        let _ = canvas.to_blob_with_type_and_encoder_options(
            ready.unchecked_ref(),
            "image/jpeg",
            &QUALITY.into(),
        );
    });
    let blob = JsFuture::from(promise).await?;
    // iOS keeps a canvas's memory until it is made small.
    canvas.set_width(1);
    canvas.set_height(1);
    blob.dyn_into()
}

async fn bytes_of(blob: &Blob) -> Result<Vec<u8>, ImageError> {
    // A file that was moved or is only in the cloud cannot be read.
    let buffer = JsFuture::from(blob.array_buffer()).await.map_err(|_| ImageError::Damaged)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

fn blob_of(jpeg: &[u8]) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type("image/jpeg");
    let parts = Array::of1(&Uint8Array::from(jpeg));
    Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // A plain object of our own takes every member.
    let _ = Reflect::set(object, &name.into(), value);
}

#[cfg(test)]
mod tests;
