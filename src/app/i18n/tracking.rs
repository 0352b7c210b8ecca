//! Words of the tracking page.

use super::Words;
use domain::operation::Kind;

super::words! {
    tracking_title = "Theo dõi hồ sơ", "Follow the dossier";
    tracking_seen_at(moment: &str) = "Tin từ nơi tiếp nhận tính đến {moment}; có thể đã thay đổi.", "News from the office as of {moment}; it may have changed.";
    tracking_never = "Máy này chưa nhận tin nào từ nơi tiếp nhận.", "This device has not received any news from the office yet.";
    event_create = "Bắt đầu hồ sơ trên máy này", "Dossier begun on this device";
    event_edition = "Chuyển sang phiên bản khác của thủ tục", "Moved to another edition of the procedure";
    event_delete = "Xoá hồ sơ", "Dossier deleted";
    event_restore = "Lấy lại hồ sơ", "Dossier restored";
    event_submit = "Bạn bấm gửi", "You pressed send";
    event_withdraw = "Bạn rút hồ sơ", "You withdrew the dossier";
    event_rate = "Bạn đánh giá", "You rated the service";
    event_receive = "Biên nhận của nơi tiếp nhận", "The office's receipt";
    event_refuse = "Nơi tiếp nhận từ chối", "The office refused it";
    event_ask_supplement = "Nơi tiếp nhận yêu cầu bổ sung", "The office asks for corrections";
    event_seen = "Bạn đã xem yêu cầu", "You have seen the request";
    event_status = "Nơi tiếp nhận cập nhật bước xử lý", "The office moved it a step";
    event_decide = "Đã có quyết định", "Decided";
    event_return = "Đã trả kết quả", "Result handed over";
    event_apologise = "Nơi tiếp nhận xin lỗi vì trễ hẹn", "The office apologises for being late";
    event_note = "Nơi tiếp nhận nhắn", "Note from the office";
    event_erase = "Nội dung đã được xoá theo yêu cầu", "Content erased on request";
    event_other = "Tin mới mà bản ứng dụng này chưa hiểu. Hãy dùng bản mới.", "News this version does not understand. Use the new version.";
    event_waits = "Chờ gửi: mới ghi trên máy này", "Waiting to send: recorded on this device only";
    event_received_at(moment: &str) = "nơi tiếp nhận nhận {moment}", "received by the office {moment}";
    due_title = "Ngày hẹn tính theo luật", "Date that follows from the law";
    around(date: &str) = "khoảng {date}", "about {date}";
    due_not_promise = "Ngày ghi trên Giấy tiếp nhận hồ sơ và hẹn trả kết quả mới là ngày hẹn chính thức.", "The official date is the one on the office's own receipt.";
    due_pre_check = "Đây là lần xem trước, thời hạn chưa chạy. Nếu nộp chính thức đúng ngày này, hạn sẽ là:", "This was a pre-check, so no time limit is running. Filed officially on this day, it would be:";
    due_unknown = "Thủ tục chưa có thời hạn chắc chắn – hãy hỏi nơi tiếp nhận.", "No certain time limit is known – ask the office.";
    due_undecided = "Thời hạn tuỳ vào câu trả lời còn lại.", "The time limit depends on open answers.";
    tracking_waiting = "Còn chờ gửi. Sẽ tự gửi khi có mạng và trang này mở.", "Still waiting to be sent. It goes by itself when there is a network and this page is open.";
    tracking_draft = "Hồ sơ chưa gửi.", "The dossier has not been sent.";
}

impl Words {
    /// What an event is, for the person whose dossier it is.
    pub(crate) const fn event(self, kind: &Kind) -> &'static str {
        match kind {
            Kind::Create => self.event_create(),
            Kind::Set | Kind::Unset | Kind::Attach | Kind::Detach => self.event_edition(),
            Kind::Delete => self.event_delete(),
            Kind::Restore => self.event_restore(),
            Kind::Submit => self.event_submit(),
            Kind::Withdraw => self.event_withdraw(),
            Kind::Rate => self.event_rate(),
            Kind::Receive => self.event_receive(),
            Kind::Refuse => self.event_refuse(),
            Kind::AskSupplement => self.event_ask_supplement(),
            Kind::Seen => self.event_seen(),
            Kind::Status => self.event_status(),
            Kind::Decide => self.event_decide(),
            Kind::ReturnResult => self.event_return(),
            Kind::Apologise => self.event_apologise(),
            Kind::Note => self.event_note(),
            Kind::Erase => self.event_erase(),
            Kind::Other(_) => self.event_other(),
        }
    }
}
