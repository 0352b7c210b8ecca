//! Words for trouble: what happened, what is safe, what to do.
//!
//! Invariant: "Never 'an error occurred', never blame, never 'sent' for something that waits."

use super::Words;
use crate::platform::catalogue::FetchError;
use replica::{SaveError, StoreError};

super::words! {
    catalogue_unreachable = "Chưa tải được danh mục thủ tục vì chưa có mạng. Hồ sơ của bạn trên máy này vẫn còn.", "The catalogue could not be loaded: there is no network. Your dossiers on this device are safe.";
    catalogue_not_ours = "Mạng này trả về trang khác thay cho danh mục thủ tục (wifi công cộng đòi đăng nhập?). Hồ sơ của bạn vẫn còn.", "This network answers with another page instead of the catalogue (public wifi?). Your dossiers are safe.";
    catalogue_too_new = "Danh mục thủ tục mới hơn bản ứng dụng này. Hãy tải lại trang để dùng bản mới.", "The catalogue is newer than this version of the app. Reload to use the new version.";
    try_again = "Thử lại", "Try again";
    page_not_loaded = "Chưa mở được trang này", "This page is not here yet";
    page_not_loaded_text = "Phần này của ứng dụng chưa tải xong vì chưa có mạng. Hồ sơ của bạn trên máy này vẫn còn. Hãy thử lại khi có mạng.", "This part of the app has not been loaded: there is no network. Your dossiers on this device are safe. Try again when there is a network.";
    reload_page = "Tải lại trang", "Reload the page";

    store_full = "Máy đã hết chỗ. Những gì lưu trước đó vẫn còn. Hãy xoá bớt ảnh hoặc ứng dụng trên máy rồi thử lại.", "The device is full. What was saved before is still here. Free some room and try again.";
    store_lost = "Trình duyệt vừa đóng kho lưu trên máy. Chữ bạn gõ vẫn còn trên màn hình. Hãy tải lại trang rồi gõ lại phần chưa lưu.", "The browser closed the storage. What you typed is still on the screen. Reload the page and repeat what was not saved.";
    store_blocked = "Một thẻ khác đang mở bản cũ của trang này. Hãy đóng thẻ đó rồi thử lại.", "Another tab has an older version of this page open. Close it and try again.";
    store_unavailable = "Trình duyệt không cho lưu trên máy (cửa sổ riêng tư?). Bạn xem được thủ tục, nhưng hồ sơ sẽ không được giữ. Hãy mở trang bằng cửa sổ thường.", "The browser does not let us save on this device (private window?). You can read about procedures, but no dossier is kept. Open the page in a normal window.";
    store_damaged = "Kho lưu trên máy này có phần bị hỏng. Phần còn lại vẫn mở được.", "Part of the storage on this device is damaged. The rest can still be opened.";
    store_aborted = "Trình duyệt không ghi xong. Chữ bạn gõ vẫn còn trên màn hình. Hãy thử lại.", "The browser did not finish writing. What you typed is still on the screen. Try again.";
    value_too_large(size: &str, max: &str) = "Phần này {size}, lớn hơn mức {max}. Những gì lưu trước đó vẫn còn. Hãy rút ngắn lại.", "This is {size}, more than {max}. What was saved before is still here. Please shorten it.";
    dossier_closed = "Hồ sơ đã gửi nên không sửa được nữa. Muốn sửa, hãy rút lại hồ sơ hoặc chờ nơi tiếp nhận yêu cầu bổ sung.", "The dossier was sent and can no longer be changed. Withdraw it, or wait until the office asks for corrections.";
}

impl Words {
    /// Why a file of the catalogue is not here.
    pub(crate) fn fetch_error(self, error: FetchError) -> &'static str {
        match error {
            FetchError::Unreachable => self.catalogue_unreachable(),
            FetchError::NotOurs => self.catalogue_not_ours(),
        }
    }

    /// Why the device's store did not do it.
    pub(crate) fn store_error(self, error: &StoreError) -> &'static str {
        match error {
            StoreError::Full => self.store_full(),
            StoreError::Lost => self.store_lost(),
            StoreError::Blocked => self.store_blocked(),
            StoreError::Unavailable(_) => self.store_unavailable(),
            StoreError::Damaged(_) => self.store_damaged(),
            StoreError::Aborted(_) => self.store_aborted(),
        }
    }

    /// Why something was not saved.
    pub(crate) fn save_error(self, error: &SaveError) -> String {
        match error {
            SaveError::Store(error) => self.store_error(error).to_owned(),
            SaveError::TooLarge { bytes, max } => {
                let size = |n: usize| self.size(n as u64);
                self.value_too_large(&size(*bytes), &size(*max))
            }
            SaveError::Closed => self.dossier_closed().to_owned(),
        }
    }
}
