//! Words of "devices and data".

use super::Words;
use crate::platform::storage::Persistence;
use protocol::problem::Code;

super::words! {
    devices_title = "Thiết bị và dữ liệu", "Devices and data";
    only_here_title = "Chỉ có trên máy này", "Only on this device";
    only_here_nothing = "Không có gì: nơi tiếp nhận đã có mọi thứ của máy này.", "Nothing: the office has everything of this device.";
    only_here_changes(n: &str) = "{n} thay đổi", "{n} changes";
    only_here_photos(n: &str) = "{n} ảnh", "{n} photos";
    only_here_bytes(size: &str) = "{size} sẽ gửi khi có mạng", "{size} to be sent when there is a network";
    only_here_since(moment: &str) = "từ {moment}", "since {moment}";
    kept_title = "Trình duyệt có giữ dữ liệu không?", "Does the browser keep the data?";
    kept_yes = "Có. Trình duyệt hứa không tự xoá dữ liệu của trang này.", "Yes. The browser promises not to delete this page's data by itself.";
    kept_maybe = "Chưa hứa. Khi máy hết chỗ, hoặc lâu không mở trang này, trình duyệt có thể xoá. Nên cài ứng dụng ra màn hình chính và gửi sớm khi có mạng.", "Not promised. When space is short, or the page is not used for long, the browser may delete it. Install the app on your home screen and send early.";
    kept_unknown = "Trình duyệt không cho biết.", "The browser does not say.";
    ask_to_keep = "Xin trình duyệt giữ dữ liệu", "Ask the browser to keep the data";
    storage_used(used: &str) = "Trang này đang dùng khoảng {used} trên máy.", "This page uses about {used} on the device.";
    shelf_title = "Nơi tiếp nhận không nhận", "Not taken by the office";
    shelf_lead = "Những thay đổi này bị từ chối hẳn. Nội dung vẫn còn ở đây để bạn chép lại.", "These changes were refused for good. Their content is still here for you to copy.";
    shelf_nothing = "Không có gì bị từ chối.", "Nothing was refused.";
    shelf_reason(reason: &str) = "Lý do: {reason}", "Reason: {reason}";
    shelf_content(text: &str) = "Nội dung: {text}", "Content: {text}";
    device_title = "Máy này", "This device";
    device_id = "Mã máy", "Device code";
    device_no_key = "Trình duyệt không cho giữ khoá của máy (cửa sổ riêng tư hoặc chế độ khoá chặt). Bạn vẫn làm hồ sơ được, mọi thứ chỉ nằm trên máy này; muốn gửi, hãy mở trang bằng cửa sổ thường.", "The browser does not let this device keep a key (private window or lockdown mode). You can still prepare dossiers, all of it stays on this device; to send, open the page in a normal window.";
    device_office = "Nơi tiếp nhận", "Office";
    device_office_unknown = "chưa nối được lần nào", "never reached yet";
    app_version = "Bản ứng dụng", "App version";
    diagnostics_title = "Thông tin kỹ thuật", "Technical information";
    diagnostics_lead = "Gửi đoạn này cho người hỗ trợ khi có trục trặc. Trong đó không có tên, số hay nội dung hồ sơ.", "Send this to whoever helps you. It contains no names, numbers or content of dossiers.";
    reason_value_too_large = "nội dung quá dài (trên 16 KB)", "the content is too long (over 16 KB)";
    reason_edition_unknown = "nơi tiếp nhận chưa có phiên bản thủ tục này", "the office does not have this edition of the procedure";
    reason_field_unknown = "phiên bản thủ tục này không có ô ấy", "this edition has no such field";
    reason_value_unknown = "giá trị này không có trong các ý được chọn", "this value is not among those allowed";
    reason_frozen = "hồ sơ đã gửi, không sửa được nữa", "the dossier was sent and is closed";
    reason_closed = "thủ tục đang không nhận hồ sơ", "the procedure takes no dossiers";
    reason_incomplete = "hồ sơ chưa đủ", "the dossier is not complete";
    reason_mismatch = "nội dung ở nơi tiếp nhận khác với máy này", "the office has other content than this device";
    reason_unusable = "hồ sơ này không dùng được với tài khoản của máy", "this dossier cannot be used with this device's account";
    reason_elsewhere = "cơ quan khác giải quyết, không gửi từ đây được: hãy nộp tại cơ quan ấy", "another office decides and takes nothing from here: file it there";
    reason_other_office = "theo câu trả lời, hồ sơ thuộc nơi tiếp nhận khác: hãy nộp tại nơi ấy, hoặc sửa câu hỏi về địa điểm", "by your answers another office receives this: file it there, or correct the answer about the place";
    reason_other(code: &str) = "mã {code}", "code {code}";
}

impl Words {
    /// Whether the browser keeps the data.
    pub(crate) const fn persistence(self, persistence: Persistence) -> &'static str {
        match persistence {
            Persistence::Kept => self.kept_yes(),
            Persistence::MayBeCleared => self.kept_maybe(),
            Persistence::Unknown => self.kept_unknown(),
        }
    }

    /// Why the district refused something for good.
    pub(crate) fn refusal(self, code: Code) -> String {
        let known = match code {
            Code::ValueTooLarge | Code::TooLarge => self.reason_value_too_large(),
            Code::EditionUnknown => self.reason_edition_unknown(),
            Code::FieldUnknown => self.reason_field_unknown(),
            Code::ValueUnknown => self.reason_value_unknown(),
            Code::Frozen => self.reason_frozen(),
            Code::EditionClosed => self.reason_closed(),
            Code::OfficeElsewhere => self.reason_elsewhere(),
            Code::OfficeOther => self.reason_other_office(),
            Code::Incomplete => self.reason_incomplete(),
            Code::ManifestMismatch => self.reason_mismatch(),
            Code::DossierUnusable => self.reason_unusable(),
            other => return self.reason_other(other.as_str()),
        };
        known.to_owned()
    }
}
