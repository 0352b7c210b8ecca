//! Words of the checklist.

use super::Words;
use domain::catalogue::{CopyKind, Fate};

super::words! {
    checklist_title = "Giấy tờ cần chuẩn bị", "Papers to prepare";
    n_ready(ready: &str, of: &str) = "{ready}/{of} đã có", "{ready} of {of} ready";
    n_papers(n: &str) = "{n} giấy tờ", "{n} papers";
    n_to_m_papers(n: &str, m: &str) = "{n}–{m} giấy tờ", "{n}–{m} papers";
    why = "Vì:", "Because:";
    you_answered(question: &str, answer: &str) = "bạn trả lời “{question}” là “{answer}”", "you answered “{answer}” to “{question}”";
    you_typed(label: &str, value: &str) = "bạn ghi ô “{label}” là “{value}”", "you wrote “{value}” in “{label}”";
    everybody_needs_it = "ai làm thủ tục này cũng cần", "everyone who does this needs it";
    in_practice = "thường được yêu cầu, dù không có trong danh sách của luật", "often asked for, although not in the legal list";
    maybe = "chưa chắc cần – hãy hỏi nơi tiếp nhận", "not certain – ask the office";
    optional = "không bắt buộc; có thì nộp", "not required; bring it if you have it";
    depends_on(question: &str) = "Tuỳ câu “{question}”", "Depends on “{question}”";
    answer_it = "Trả lời", "Answer";
    state_missing = "Chưa có", "Not yet";
    state_on_paper = "Đã có bản giấy", "Have it on paper";
    state_photographed(n: &str) = "Đã chụp {n} trang", "{n} pages photographed";
    state_fill_in(n: &str) = "Điền trong ứng dụng · còn {n} ô", "Fill in here · {n} fields left";
    state_filled_in = "Đã điền đủ", "Filled in";
    state_settled = "Đã chọn cách nộp", "Way of handing in chosen";
    state_needs_detail = "Cần ghi thêm", "Please add a word";
    state_depends = "Chưa biết có cần không", "Not known whether needed";
    n_originals(n: &str) = "{n} bản chính", "{n} × original";
    n_copies(n: &str) = "{n} bản sao", "{n} × copy";
    n_copies_certified(n: &str) = "{n} bản sao chứng thực", "{n} × certified copy";
    n_copies_compared(n: &str) = "{n} bản sao kèm bản chính để đối chiếu", "{n} × copy, with the original for comparison";
    more_about_it = "Cách lấy và giấy mẫu", "How to get it, and a good example";
    obtain = "Lấy ở đâu", "Where to get it";
    max_age = "Thời hạn của giấy", "How old it may be";
    good_example = "Giấy tốt trông thế nào", "What a good one looks like";
    how_to_hand_in = "Cách nộp", "How it reaches the office";
    fate_filled_in = "Điền trong ứng dụng", "Fill in here";
    fate_photographed = "Chụp ảnh gửi", "Photograph and send";
    fate_original_brought = "Mang bản chính để đối chiếu", "Bring the original for comparison";
    fate_delivered_earlier = "Đã nộp trước đây", "Delivered earlier";
    fate_looked_up = "Cơ quan tự tra cứu", "The office looks it up";
    fate_sent_by_other = "Người khác gửi", "Somebody else sends it";
    fate_cannot_be_had = "Không có", "Cannot be had";
    detail_delivered_earlier = "Trong hồ sơ nào, ngày nào?", "With which dossier, when?";
    detail_sent_by_other = "Ai gửi?", "Who sends it?";
    detail_cannot_be_had = "Vì sao không có?", "Why can it not be had?";
    not_chosen = "chưa chọn", "not chosen yet";
    take_photos = "Chụp ảnh", "Take photos";
    see_photos = "Xem ảnh", "See the photos";
    fill_in = "Điền tờ khai", "Fill in the form";
    have_on_paper = "Tôi có bản giấy", "I have it on paper";
    your_answers = "Câu trả lời của bạn", "Your answers";
    not_answered = "Chưa trả lời", "Not answered";
    said_not_known = "Chưa biết", "Not known yet";
    change = "Sửa", "Change";
    next_question = "Câu hỏi tiếp", "Next question";
    questions_left = "Còn câu hỏi có thể làm thay đổi danh sách.", "Open questions may still change this list.";
    check_and_send = "Kiểm tra và gửi", "Check and send";
    check_only = "Kiểm tra hồ sơ", "Check the dossier";
    see_receipt = "Xem biên nhận", "See the receipt";
    follow_dossier = "Theo dõi hồ sơ", "Follow the dossier";
    closed_after_submit = "Hồ sơ đã gửi; danh sách này để xem.", "The dossier was sent; this list is for reading.";
    not_needed(n: &str) = "{n} giấy tờ bạn không cần", "{n} papers you do not need";
    odd_title = "Kết quả này lạ? Báo cho chúng tôi", "Does this result look odd? Tell us";
    odd_lead = "Chỉ những dòng dưới đây được gửi, không kèm tên, tờ khai, ảnh hay mã hồ sơ:", "Only these lines are sent, without any name, form, photo or dossier code:";
    odd_said = "Điều gì lạ? (không bắt buộc; đừng ghi tên, số điện thoại)", "What is odd? (not required; please give no name or telephone number)";
    odd_too_long = "Nhiều nhất 500 ký tự. Hãy viết ngắn lại.", "At most 500 characters. Please shorten it.";
    odd_send = "Gửi các dòng này", "Send these lines";
    odd_sent = "Nơi tiếp nhận đã nhận. Cảm ơn bạn.", "The office has received it. Thank you.";
    odd_offline = "Chưa gửi được vì không có mạng. Hãy gửi lại khi có mạng.", "Not sent: there is no network. Please send it again later.";
    odd_too_many = "Chưa gửi được vì có quá nhiều lần gửi. Hãy thử lại sau một giờ.", "Not sent: too many reports came in. Please try again in an hour.";
    odd_refused = "Nơi tiếp nhận không nhận. Hãy thử lại sau, hoặc hỏi trực tiếp Bộ phận Một cửa.", "The office did not take it. Try again later, or ask the one-stop desk.";
    receiving_office = "Nơi nộp", "Where to file";
    printed_on(date: &str) = "In ngày {date} từ Hồ Sơ. Danh sách theo câu trả lời đến lúc in.", "Printed on {date} from Hồ Sơ, following the answers so far.";
}

impl Words {
    /// A fate, as the person chooses it.
    pub(crate) const fn fate(self, fate: Fate) -> &'static str {
        match fate {
            Fate::FilledIn => self.fate_filled_in(),
            Fate::Photographed => self.fate_photographed(),
            Fate::OriginalBrought => self.fate_original_brought(),
            Fate::DeliveredEarlier => self.fate_delivered_earlier(),
            Fate::LookedUp => self.fate_looked_up(),
            Fate::SentByOther => self.fate_sent_by_other(),
            Fate::CannotBeHad => self.fate_cannot_be_had(),
        }
    }

    /// What must be said with a fate; empty when nothing.
    pub(crate) const fn fate_detail(self, fate: Fate) -> &'static str {
        match fate {
            Fate::DeliveredEarlier => self.detail_delivered_earlier(),
            Fate::SentByOther => self.detail_sent_by_other(),
            Fate::CannotBeHad => self.detail_cannot_be_had(),
            _ => "",
        }
    }

    /// How many copies of which kind.
    pub(crate) fn copies(self, n: u8, kind: CopyKind) -> String {
        let n = n.to_string();
        match kind {
            CopyKind::Plain => self.n_copies(&n),
            CopyKind::Certified => self.n_copies_certified(&n),
            CopyKind::Compared => self.n_copies_compared(&n),
        }
    }
}
