//! Words of the procedure page.

use super::Words;
use domain::catalogue::{Confidence, Language, TimeUnit};

super::words! {
    what_now = "Bạn có thể làm gì bây giờ", "What you can do now";
    where_to_file = "Nơi nộp", "Where to file";
    time_limit = "Thời hạn", "Time limit";
    fee = "Lệ phí", "Fee";
    result = "Kết quả", "Result";
    no_fee = "Không mất lệ phí", "No fee";
    n_working_days(n: &str) = "{n} ngày làm việc", "{n} working days";
    n_calendar_days(n: &str) = "{n} ngày", "{n} days";
    n_working_hours(n: &str) = "{n} giờ làm việc", "{n} working hours";
    between(from: &str, to: &str) = "{from} – {to}", "{from} – {to}";
    not_firm(office: &str) = "Chưa có nguồn chắc chắn – hãy hỏi {office}", "No certain source – ask {office}";
    the_desk = "Bộ phận Một cửa", "the one-stop desk";
    papers = "Giấy tờ", "Papers";
    papers_hint = "Danh sách đúng cho bạn có sau khi trả lời câu hỏi.", "The list for your case follows from your answers.";
    if_it_applies = "tuỳ trường hợp", "depends on your case";
    steps = "Các bước", "Steps";
    results = "Bạn nhận được gì", "What you receive";
    advice = "Lưu ý", "Worth knowing";
    related = "Thủ tục liên quan", "Related procedures";
    alternatives = "Thủ tục có thể thay thế", "Procedures you may turn to";
    sources = "Nguồn", "Sources";
    confidence_high = "Chắc chắn", "Certain";
    confidence_medium = "Khá chắc", "Fairly certain";
    confidence_low = "Nguồn yếu", "Weak source";
    confidence_memory = "Chưa có nguồn", "No source";
    recheck_by(date: &str) = "kiểm tra lại trước {date}", "to be checked again before {date}";
    valid_from(date: &str) = "Quy định từ {date}", "Rules since {date}";
    valid_between(from: &str, to: &str) = "Quy định từ {from} đến hết {to}", "Rules from {from} to {to}";
    code(code: &str) = "Mã thủ tục {code}", "Procedure code {code}";
    limit_partly(office: &str) = "có trường hợp phải hỏi {office}", "in some cases ask {office}";
    is_translation = "", "This English text is a translation made for orientation; the Vietnamese text is the one that counts.";
    fee_partly(office: &str) = "Có khoản phải hỏi {office}", "Partly to be asked of {office}";
    start(n: &str) = "Bắt đầu – khoảng {n} câu hỏi", "Start – about {n} questions";
    start_guide(n: &str) = "Trả lời khoảng {n} câu hỏi để biết việc của bạn", "Answer about {n} questions about your case";
    advice_for_you = "Lưu ý cho trường hợp của bạn", "Worth knowing in your case";
    start_anyway(n: &str) = "Chuẩn bị trước – khoảng {n} câu hỏi", "Prepare in advance – about {n} questions";
    start_suspended_hint = "Bạn chuẩn bị giấy tờ trước được. Chưa gửi được cho đến khi thủ tục mở lại.", "You can prepare the papers. They cannot be sent until the procedure opens again.";
    starting = "Đang tạo hồ sơ…", "Creating the dossier…";
    guide_only_hint = "Trang này chỉ hướng dẫn, không có hồ sơ để gửi.", "This page is a guide; there is no dossier to send.";
    no_edition_today = "Hiện không có quy định nào của thủ tục này đang áp dụng.", "No rules of this procedure apply at present.";
    procedure_unknown_title = "Không có thủ tục này", "There is no such procedure";
    procedure_unknown_text = "Thủ tục có thể đã đổi tên hoặc được gộp. Hãy tìm lại.", "It may have been renamed or merged. Please search again.";
    prepare_only = "Chuẩn bị được, chưa gửi được.", "You can prepare it, not send it.";
    is_it_for_you = "Có phải việc của bạn không?", "Is this for you?";
    events_of(events: &str) = "Thường cần khi: {events}.", "Often needed for: {events}.";
    not_needed_if = "Bạn không làm thủ tục này, hoặc làm việc khác trước, nếu:", "You do not need this procedure, or something else comes first, if:";
    to_be_asked(office: &str) = "(chưa có nguồn chắc chắn – hãy hỏi {office})", "(no certain source – ask {office})";
    ask_office(office: &str) = "hãy hỏi {office}", "ask {office}";
    elsewhere(office: &str) = "Nộp tại {office}, không gửi qua ứng dụng này.", "File it at {office}; it is not sent through this app.";
    ways_to_file = "Cách nộp", "How to file";
    channel_online = "Trực tuyến", "Online";
    channel_paper = "Trực tiếp", "In person";
    channel_post = "Bưu chính", "By post";
    made_of = "Gồm các thủ tục", "Made of these procedures";
    needed_for(parts: &str) = "Cần cho: {parts}", "Needed for: {parts}";
    per(amount: &str, unit: &str) = "{amount} / {unit}", "{amount} per {unit}";
    if_filed_today(deadline: &str) = "Nếu nộp đủ hôm nay: {deadline}.", "If complete papers are filed today: {deadline}.";
    catalogue_made_on(date: &str) = "Danh mục cập nhật ngày {date}.", "Catalogue brought up to date on {date}.";
    catalogue_old = "Đã hơn 60 ngày; quy định có thể đã đổi, hãy hỏi nơi tiếp nhận trước khi làm theo.", "That is over 60 days ago; rules may have changed, ask the office before you rely on it.";
    recheck_overdue = "Có thông tin ở đây đã quá ngày cần kiểm tra lại; hãy hỏi nơi tiếp nhận trước khi làm theo.", "Some facts here are past the day they should have been checked again; ask the office before you rely on them.";
    print = "In", "Print";
    already_begun = "Bạn đang có hồ sơ cho thủ tục này", "You already have a dossier for this";
}

impl Words {
    /// An amount of time.
    pub(crate) fn duration(self, amount: u16, unit: TimeUnit) -> String {
        let n = amount.to_string();
        let mut text = match (amount, unit) {
            (0, _) => self.same_day().to_owned(),
            (_, TimeUnit::WorkingDay) => self.n_working_days(&n),
            (_, TimeUnit::CalendarDay) => self.n_calendar_days(&n),
            (_, TimeUnit::WorkingHour) => self.n_working_hours(&n),
        };
        if amount == 1 && self.language == Language::English {
            // "1 day", not "1 days".
            text.pop();
        }
        text
    }

    /// How sure we are.
    pub(crate) const fn confidence(self, confidence: Confidence) -> &'static str {
        match confidence {
            Confidence::High => self.confidence_high(),
            Confidence::Medium => self.confidence_medium(),
            Confidence::Low => self.confidence_low(),
            Confidence::Memory => self.confidence_memory(),
        }
    }
}
