//! Words of the photo page.

use super::Words;
use crate::platform::image::ImageError;

super::words! {
    photos_pages = "Các trang", "Pages";
    take_photo = "Chụp ảnh", "Take a photo";
    pick_files = "Chọn ảnh có sẵn", "Choose pictures";
    photo_advice = "Đặt giấy phẳng, đủ sáng, chụp trọn bốn góc. Ảnh được thu nhỏ và xoá thông tin vị trí ngay trên máy.", "Lay the paper flat in good light and take in all four corners. The picture is made smaller and its location removed on this device.";
    preparing_photo(index: &str, of: &str) = "Đang xử lý ảnh {index}/{of}…", "Preparing picture {index} of {of}…";
    photos_added(n: &str) = "Đã thêm {n} trang. Đã lưu trên máy này.", "{n} pages added. Saved on this device.";
    page_number(n: &str) = "Trang {n}", "Page {n}";
    page_alt(n: &str, paper: &str) = "Trang {n} của {paper}", "Page {n} of {paper}";
    picture_missing = "Ảnh nằm ở máy khác hoặc ở nơi tiếp nhận", "The picture is on another device or at the office";
    rotate_page = "Xoay", "Rotate";
    move_up = "Lên", "Up";
    move_down = "Xuống", "Down";
    remove_page = "Bỏ", "Remove";
    of_page(n: &str) = "trang {n}", "page {n}";
    page_removed(n: &str) = "Đã bỏ trang {n}.", "Page {n} removed.";
    undo = "Hoàn tác", "Undo";
    photos_failed = "Chưa thêm được", "Not added";
    failed_file(name: &str, reason: &str) = "{name}: {reason}", "{name}: {reason}";
    photo_too_large(size: &str, max: &str) = "Ảnh này {size}, lớn hơn mức {max}. Các trang trước vẫn được giữ. Hãy chụp lại ở cỡ nhỏ hơn.", "This picture is {size}, more than {max}. The pages before it are kept. Please take it again in a smaller size.";
    photo_empty = "Tệp này rỗng. Có thể máy chưa ghi xong ảnh; hãy chọn lại sau vài giây.", "This file is empty. The phone may still be writing it; choose it again in a few seconds.";
    photo_not_a_picture = "Tệp này không phải là ảnh, dù tên có thể giống ảnh. Các trang khác vẫn được giữ. Hãy chọn ảnh JPEG hoặc PNG.", "This file is not a picture, whatever its name says. The other pages are kept. Choose a JPEG or PNG picture.";
    photo_unsupported = "Trình duyệt này không mở được kiểu ảnh đó (HEIC…). Hãy chụp bằng nút “Chụp ảnh” ở đây, hoặc chọn kiểu JPEG trong cài đặt máy ảnh.", "This browser cannot open that kind of picture (HEIC …). Use “Take a photo” here, or choose JPEG in the camera's settings.";
    photo_damaged = "Không mở được ảnh này, có thể tệp bị hỏng. Các trang khác vẫn được giữ. Hãy chụp lại.", "This picture cannot be opened; it may be damaged. The other pages are kept. Please take it again.";
    photo_no_memory = "Ảnh quá lớn so với bộ nhớ của máy. Các trang khác vẫn được giữ. Hãy chụp ở cỡ nhỏ hơn.", "The picture is too large for this device's memory. The other pages are kept. Please take a smaller one.";
    n_pages_size(n: &str, size: &str) = "{n} trang, {size}", "{n} pages, {size}";
    order_conflict = "Hai máy xếp trang khác nhau. Hãy xếp lại theo ý bạn.", "Two devices ordered the pages differently. Please order them as you want.";
    fate_conflict = "Hai máy chọn cách nộp khác nhau. Hãy chọn lại.", "Two devices chose differently. Please choose again.";
    detail_required = "Hãy ghi một câu ngắn.", "Please write a short sentence.";
    no_photos_needed = "Với cách nộp này, bạn không cần gửi ảnh.", "With this way of handing in, no pictures are needed.";
    photos_not_sent(n: &str) = "{n} trang đã chụp vẫn ở máy này và không gửi.", "{n} pages already taken stay on this device and are not sent.";
    back_to_papers = "Xong, về danh sách giấy tờ", "Done, back to the papers";
    paper_unknown = "Thủ tục này không có giấy tờ ấy.", "This procedure has no such paper.";
}

impl Words {
    /// Why a file did not become a page: what happened, what is safe, what to do.
    pub(crate) fn image_error(self, error: &ImageError) -> String {
        match error {
            ImageError::TooLarge { size_bytes } => {
                let max = crate::platform::image::MAX_PHOTO_BYTES;
                self.photo_too_large(&self.size_mb(*size_bytes), &self.size_mb(max))
            }
            ImageError::Empty => self.photo_empty().to_owned(),
            ImageError::NotAPicture => self.photo_not_a_picture().to_owned(),
            ImageError::Unsupported => self.photo_unsupported().to_owned(),
            ImageError::Damaged => self.photo_damaged().to_owned(),
            ImageError::NoMemory => self.photo_no_memory().to_owned(),
        }
    }

    /// `38 MB`, whole and in the units phones show.
    fn size_mb(self, size_bytes: u64) -> String {
        let mut shown = self.count(size_bytes.div_ceil(1 << 20));
        shown.push_str("\u{a0}MB");
        shown
    }
}
