//! Words of the form pages.

super::words! {
    form_title = "Tờ khai", "The form";
    form_lead = "Điền từng mục. Mọi chữ bạn gõ được lưu ngay trên máy này, cả khi không có mạng.", "Fill in section by section. Everything you type is saved on this device, with or without a network.";
    form_nothing = "Với câu trả lời hiện nay, bạn không phải điền tờ khai.", "With your present answers there is no form to fill in.";
    section_empty = "Chưa điền", "Not started";
    section_left(n: &str) = "Còn {n} ô", "{n} fields left";
    section_wrong(n: &str) = "{n} ô cần sửa", "{n} fields to correct";
    section_done = "Đã điền đủ", "Filled in";
    section_of(n: &str, of: &str) = "Mục {n}/{of}", "Section {n} of {of}";
    form_optional = "(không bắt buộc)", "(optional)";
    fill_in_later = "Điền sau, về danh sách mục", "Fill in later, back to the sections";
    to_papers = "Về danh sách giấy tờ", "Back to the papers";
    taken_from_answer = "Lấy từ câu trả lời của bạn. Gõ đè lên nếu khác.", "Taken from your answer. Type over it if it differs.";
    reuse_offer(value: &str) = "Dùng lại: {value}", "Use again: {value}";
    default_offer(value: &str) = "Gợi ý: {value}", "Suggestion: {value}";
    former_name(name: &str) = "“{name}” là tên cũ, nay là:", "“{name}” is a former name, today it is:";
    use_new_name(name: &str) = "Dùng tên mới: {name}", "Use the new name: {name}";
    keep_as_typed = "Giữ như đã gõ", "Keep as typed";
    use_it = "Dùng", "Use";
    use_it_for(label: &str) = "cho ô “{label}”", "for “{label}”";
    error_in(label: &str, error: &str) = "{label}: {error}", "{label}: {error}";
    choose_from_list = "Chọn trong danh sách", "Choose from the list";
    row_of(n: &str) = "Dòng {n}", "Row {n}";
    add_row = "Thêm dòng", "Add a row";
    remove_row(n: &str) = "Xoá dòng {n}", "Remove row {n}";
    conflict_in(label: &str) = "Hai máy ghi khác nhau ở ô “{label}”", "Two devices disagree about “{label}”";
    conflict_said(device: &str, said: &str) = "{device}, ghi {said}", "{device}, written {said}";
    conflict_received(device: &str, said: &str, received: &str) = "{device}, ghi {said}, nơi tiếp nhận nhận {received}", "{device}, written {said}, received by the office {received}";
    conflict_empty = "(để trống)", "(left empty)";
    this_device = "máy này", "this device";
    other_device(id: &str) = "máy khác ({id})", "another device ({id})";
    other_value = "Giá trị khác", "Another value";
    use_this_value = "Dùng giá trị này", "Use this value";
    conflict_kept = "Cả hai vẫn được giữ trong lịch sử.", "Both stay in the history.";
    not_filled_in = "Chưa điền", "Not filled in";
    accepted = "Đã đồng ý", "Accepted";
}
