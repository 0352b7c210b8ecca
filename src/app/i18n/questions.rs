//! Words of the question pages.

use super::Words;
use domain::form::FieldError;

super::words! {
    question_number(n: &str) = "Câu {n}", "Question {n}";
    why_we_ask = "Vì sao hỏi:", "Why we ask:";
    yes = "Có", "Yes";
    no = "Không", "No";
    not_known = "Tôi chưa biết", "I don't know yet";
    your_answer = "Câu trả lời của bạn", "Your answer";
    go_on = "Tiếp tục", "Continue";
    choose_one = "Hãy chọn một câu trả lời, hoặc “Tôi chưa biết”.", "Choose an answer, or “I don't know yet”.";
    to_checklist = "Xem danh sách giấy tờ", "See the list of papers";
    number_hint(min: &str, max: &str, unit: &str) = "Từ {min} đến {max} {unit}", "From {min} to {max} {unit}";
    date_hint = "Ngày/tháng/năm, ví dụ 05/09/2026", "Day/month/year, for example 05/09/2026";
    place_label = "Phường, xã", "Ward";
    place_hint = "Gõ tên phường, xã bây giờ hoặc tên cũ trước sáp nhập, rồi chọn.", "Type today's or the former name of the ward, then choose.";
    place_none(query: &str) = "Chưa có “{query}” trong danh mục. Hãy thử tên khác hoặc chọn “Tôi chưa biết”.", "“{query}” is not in the catalogue. Try another name or choose “I don't know yet”.";
    place_formerly(names: &str) = "trước đây: {names}", "formerly: {names}";
    exit_label = "Kết luận", "Conclusion";
    what_instead = "Bạn nên làm gì", "What to do instead";
    go_to_alternative(name: &str) = "Đến thủ tục: {name}", "Go to: {name}";
    change_answers = "Xem lại câu trả lời", "Review the answers";
    summary_title = "Có chỗ cần sửa", "Something needs your attention";

    error_missing = "Ô này chưa điền.", "This is empty.";
    error_too_long(given: &str, max: &str) = "Dài {given} ký tự, nhiều nhất {max}.", "{given} characters; at most {max}.";
    error_not_a_number = "Hãy gõ một số, ví dụ 3 hoặc 82,5.", "Type a number such as 3 or 82.5.";
    error_too_many_decimals(max: &str) = "Nhiều nhất {max} chữ số sau dấu phẩy.", "At most {max} decimals.";
    error_no_decimals = "Hãy gõ số nguyên, không có phần lẻ.", "Type a whole number.";
    error_out_of_range(min: &str, max: &str) = "Hãy gõ số từ {min} đến {max}.", "Type a number from {min} to {max}.";
    error_not_a_date = "Hãy gõ ngày có thật, ví dụ 05/09/2026.", "Type a real date such as 05/09/2026.";
    error_not_a_phone = "Hãy gõ số điện thoại Việt Nam, ví dụ 0905 123 456.", "Type a Vietnamese telephone number such as 0905 123 456.";
    error_not_an_email = "Hãy gõ địa chỉ thư điện tử, ví dụ ten@vidu.vn.", "Type an e-mail address such as name@example.vn.";
    error_not_a_personal_number = "Số định danh có đúng 12 chữ số.", "A personal number has exactly 12 digits.";
    error_not_a_business_number = "Mã số có 10 chữ số, hoặc 10 chữ số, gạch ngang, 3 chữ số.", "The number has 10 digits, or 10 digits, a hyphen and 3 digits.";
    error_not_a_choice = "Hãy chọn một trong các ý đã cho.", "Choose one of those offered.";
    error_wrong_type = "Nội dung này không hợp với ô. Hãy gõ lại.", "This does not fit the field. Please type it again.";
    error_unprintable = "Có ký tự không in được. Hãy xoá và gõ lại.", "It contains a character that cannot be printed. Please type it again.";
    error_too_many_rows(max: &str) = "Nhiều nhất {max} dòng.", "At most {max} rows.";
}

impl Words {
    /// What is wrong with a value, as a sentence with the next step.
    pub(crate) fn field_error(self, error: &FieldError) -> String {
        match error {
            FieldError::Missing => self.error_missing().to_owned(),
            FieldError::TooLong { given, max } => {
                self.error_too_long(&self.count(*given as u64), &self.count(*max as u64))
            }
            FieldError::NotANumber => self.error_not_a_number().to_owned(),
            FieldError::TooManyDecimals(0) => self.error_no_decimals().to_owned(),
            FieldError::TooManyDecimals(n) => self.error_too_many_decimals(&n.to_string()),
            FieldError::OutOfRange { min, max } => {
                self.error_out_of_range(&self.number(*min), &self.number(*max))
            }
            FieldError::NotADate => self.error_not_a_date().to_owned(),
            FieldError::NotAPhone => self.error_not_a_phone().to_owned(),
            FieldError::NotAnEmail => self.error_not_an_email().to_owned(),
            FieldError::NotAPersonalNumber => self.error_not_a_personal_number().to_owned(),
            FieldError::NotABusinessNumber => self.error_not_a_business_number().to_owned(),
            FieldError::NotAChoice => self.error_not_a_choice().to_owned(),
            FieldError::WrongType => self.error_wrong_type().to_owned(),
            FieldError::Unprintable => self.error_unprintable().to_owned(),
            FieldError::TooManyRows(max) => self.error_too_many_rows(&max.to_string()),
        }
    }
}
