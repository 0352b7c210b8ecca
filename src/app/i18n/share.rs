//! Words of sharing a checklist and of opening a shared one.

use super::Words;
use domain::reference::Unreadable;

super::words! {
    share = "Chia sẻ", "Share";
    share_title = "Chia sẻ danh sách giấy tờ", "Share this list of papers";
    share_lead = "Liên kết và hai mã chỉ mang câu trả lời của bạn: không có tên, số, tờ khai hay ảnh. Người nhận xem được danh sách, cả khi không có mạng.", "The link and both codes carry only your answers: no name, number, form or photo. Whoever gets them sees the list, also without a network.";
    share_copy = "Chép liên kết", "Copy the link";
    share_copied = "Đã chép liên kết.", "The link was copied.";
    share_not_copied = "Trình duyệt không cho chép. Hãy bấm giữ vào dòng liên kết rồi chọn chép.", "The browser did not allow copying. Press and hold the link, then choose copy.";
    share_send = "Gửi cho người khác", "Send to somebody";
    share_plain = "Mã QR: danh sách bằng chữ", "QR code: the list as text";
    share_plain_hint = "Máy nào quét cũng đọc được ngay, không cần mạng hay ứng dụng.", "Any phone that scans it shows the text, without network or app.";
    share_code = "Mã QR: mở trong ứng dụng", "QR code: open in the app";
    share_code_hint = "Quét để mở danh sách này trong Hồ Sơ.", "Scan it to open this list in Hồ Sơ.";
    n_more_papers(n: &str) = "… còn {n} giấy tờ", "… {n} more papers";
    shared_title = "Danh sách được chia sẻ", "A shared list";
    shared_lead = "Danh sách này theo câu trả lời của người gửi. Nó chưa được lưu trên máy này.", "This list follows the answers of the sender. It is not saved on this device.";
    shared_field = "Mã hoặc liên kết", "Code or link";
    shared_hint = "Dán liên kết, hoặc gõ mã bắt đầu bằng HS1.", "Paste the link, or type the code that begins with HS1.";
    shared_open = "Mở", "Open";
    shared_begin = "Bắt đầu hồ sơ từ đây", "Begin a dossier from here";
    shared_old = "Danh sách này theo quy định cũ. Hãy xem quy định đang áp dụng.", "This list follows old rules. Please see those in force.";
    shared_see_procedure = "Xem thủ tục", "See the procedure";
    shared_mistyped = "Mã này gõ sai hoặc thiếu chữ. Hãy so lại từng chữ, hoặc xin lại liên kết.", "A character of this code is wrong or missing. Compare it, or ask for the link again.";
    shared_newer = "Mã này của bản ứng dụng mới hơn. Hãy nối mạng, dùng bản mới rồi mở lại.", "This code is of a newer version of the app. Go online, use the new version and open it again.";
    shared_unknown = "Danh mục trên máy này không có thủ tục ấy. Hãy nối mạng rồi mở lại.", "The catalogue on this device does not have that procedure. Go online and open it again.";
    shared_other_edition = "Mã này theo một phiên bản khác của thủ tục, máy này không có. Hãy xin người gửi chia sẻ lại.", "This code follows another edition of the procedure that this device does not have. Ask the sender to share it again.";
    shared_link = "Mở danh sách từ mã", "Open a list from a code";
    print_answers = "Câu trả lời", "Answers";
    print_sources(sources: &str) = "Nguồn: {sources}.", "Sources: {sources}.";
}

impl Words {
    /// Why a text gives no checklist, and what to do.
    pub(crate) const fn unreadable(self, why: Unreadable) -> &'static str {
        match why {
            Unreadable::Mistyped => self.shared_mistyped(),
            Unreadable::NewerVersion => self.shared_newer(),
            Unreadable::UnknownProcedure => self.shared_unknown(),
            Unreadable::UnknownEdition => self.shared_other_edition(),
        }
    }
}
