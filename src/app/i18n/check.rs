//! Words of the check page.

use super::Words;
use protocol::envelope::Meaning;

super::words! {
    check_title = "Kiểm tra và gửi", "Check and send";
    obstacles_title(n: &str) = "Còn {n} việc trước khi gửi được", "{n} things to do before sending";
    left_out_title = "Nơi tiếp nhận có thể hỏi thêm", "The office may ask for more";
    left_out_lead = "Những giấy này không nằm trong danh sách bắt buộc, nhưng thường được hỏi. Thiếu thì vẫn gửi được.", "These are not in the legal list but are often asked for. You can send without them.";
    nothing_missing = "Hồ sơ đã đủ để gửi.", "The dossier is complete.";
    obstacle_unanswered(question: &str) = "Trả lời câu “{question}”", "Answer “{question}”";
    obstacle_bad_answer(question: &str, error: &str) = "Sửa câu “{question}”: {error}", "Correct “{question}”: {error}";
    obstacle_field(label: &str, error: &str) = "Ô “{label}”: {error}", "“{label}”: {error}";
    obstacle_no_fate(paper: &str) = "Chọn cách nộp: {paper}", "Choose how it is handed in: {paper}";
    obstacle_bad_fate(paper: &str) = "Chọn lại hoặc ghi thêm cách nộp: {paper}", "Choose again, or add a word: {paper}";
    obstacle_no_pages(paper: &str) = "Chụp ảnh: {paper}", "Take photos: {paper}";
    obstacle_conflict(what: &str) = "Hai máy ghi khác nhau, hãy chọn: {what}", "Two devices disagree, please choose: {what}";
    obstacle_deleted = "Hồ sơ này đã bị xoá.", "This dossier was deleted.";
    obstacle_exit(reason: &str) = "Không cần gửi hồ sơ này: {reason}", "No need to send this dossier: {reason}";
    obstacle_elsewhere(office: &str) = "Hồ sơ này không gửi từ đây được: hãy nộp tại {office}.", "This dossier cannot be sent from here: file it at {office}.";
    obstacle_closed = "Thủ tục này hiện không nhận hồ sơ.", "This procedure takes no dossiers at present.";
    closed_title = "Thủ tục này hiện không nhận hồ sơ", "This procedure takes no dossiers at present";
    closed_nothing_lost = "Những gì bạn đã chuẩn bị vẫn được giữ trên máy này.", "What you prepared is kept on this device.";
    sections_answers = "Câu trả lời", "Answers";
    sections_papers = "Giấy tờ", "Papers";
    will_send(size: &str, minutes: &str) = "Sẽ gửi {size}, khoảng {minutes} với mạng chậm (128 kbit/s).", "{size} will be sent, about {minutes} on a slow network (128 kbit/s).";
    one_minute = "1 phút", "1 minute";
    other_office(right: &str, here: &str) = "Theo câu trả lời của bạn, hồ sơ này thuộc {right}, còn ứng dụng này gửi đến {here}. {here} không nhận được hồ sơ này: hãy nộp tại {right}.", "By your answers this dossier belongs to {right}, but this app sends to {here}, which cannot take it. File it at {right}.";
    n_minutes(n: &str) = "{n} phút", "{n} minutes";
    meaning_title = "Gửi nghĩa là gì", "What sending means";
    meaning_pre_check = "Gửi để Bộ phận Một cửa xem trước. Đây chưa phải là nộp chính thức; bước nộp chính thức ở Cổng Dịch vụ công quốc gia được hướng dẫn sau khi hồ sơ đã đủ.", "You send it so that the one-stop desk can look at it beforehand. This is not yet the official filing; how to file on the national portal is explained once the dossier is complete.";
    meaning_official = "Gửi là nộp hồ sơ chính thức. Bạn sẽ nhận Giấy tiếp nhận và hẹn trả kết quả.", "Sending is the official filing. You will receive a receipt with the appointed date.";
    meaning_unknown = "Máy này chưa nối được với nơi tiếp nhận lần nào. Khi nối được, ứng dụng cho biết gửi ở đây là xem trước hay nộp chính thức.", "This device has never reached the office. Once connected, the app tells whether sending here is a pre-check or the official filing.";
    send_to(office: &str) = "Gửi đến: {office}", "Sent to: {office}";
    send_dossier = "Gửi hồ sơ", "Send the dossier";
    send_when_online = "Gửi khi có mạng", "Send when there is a network";
    send_when_online_note = "Bây giờ chưa có mạng. Hồ sơ được ghi là sẽ gửi, và tự gửi khi có mạng và trang này mở.", "There is no network now. The dossier is marked for sending and goes by itself when there is a network and this page is open.";
    send_freezes = "Sau khi bấm gửi, bạn không sửa được nữa cho đến khi nơi tiếp nhận yêu cầu bổ sung.", "After sending you cannot change it until the office asks for corrections.";
    not_sent_title = "Không gửi", "Not sent";
    not_sent_lead = "Những phần này không cần với câu trả lời hiện nay. Chúng ở lại máy này và hiện lại nếu bạn đổi câu trả lời.", "With your present answers these are not needed. They stay on this device and come back if you change an answer.";
    not_sent_pages(paper: &str, n: &str) = "{paper}: {n} trang", "{paper}: {n} pages";
    already_sent = "Hồ sơ này đã được bấm gửi.", "This dossier was already sent by you.";
    digest_failed = "Chưa tính được mã kiểm của hồ sơ nên chưa gửi. Hồ sơ vẫn còn trên máy này. Hãy tải lại trang rồi thử lại.", "The dossier's digest could not be computed, so it was not sent. It is still on this device. Reload the page and try again.";
}

impl Words {
    /// What sending means here; when no district ever said, that it will be told.
    pub(crate) const fn meaning(self, meaning: Option<Meaning>) -> &'static str {
        match meaning {
            Some(Meaning::PreCheck) => self.meaning_pre_check(),
            Some(Meaning::Official) => self.meaning_official(),
            None => self.meaning_unknown(),
        }
    }
}
