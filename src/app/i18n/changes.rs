//! Words of the page that says what changed since a dossier was begun.

super::words! {
    changes_title = "Điều gì đã thay đổi", "What has changed";
    changes_link = "Xem điều gì đã thay đổi", "See what has changed";
    outdated(date: &str) = "Quy định mới áp dụng từ {date}. Hồ sơ này theo quy định cũ: sửa và in được, không gửi được.", "New rules apply since {date}. This dossier follows the old ones: it can be changed and printed, not sent.";
    expired = "Quy định của hồ sơ này không còn áp dụng: sửa và in được, không gửi được. Hãy hỏi nơi tiếp nhận.", "The rules of this dossier no longer apply: it can be changed and printed, not sent. Ask the office.";
    changes_nothing_newer = "Hồ sơ này theo quy định đang áp dụng.", "This dossier follows the rules in force.";
    changes_lead(old: &str, new: &str) = "Hồ sơ bắt đầu theo quy định từ {old}. Nay áp dụng quy định từ {new}. Với câu trả lời của bạn:", "The dossier was begun under the rules of {old}. Those of {new} apply now. With your answers:";
    changes_lost = "Không còn hợp với bản mới. Nội dung vẫn được giữ trên máy này:", "These no longer fit. What you wrote is still kept on this device:";
    changes_none = "Với câu trả lời của bạn, không có gì khác.", "With your answers nothing differs.";
    changes_move = "Chuyển sang bản mới", "Move to the new rules";
    changes_stay = "Giữ bản cũ", "Keep the old rules";
    changes_kept = "Chuyển sang bản mới: câu trả lời, tờ khai và ảnh đều được giữ.", "Moving keeps all answers, the form and the photos.";
    changes_stay_means = "Giữ bản cũ: hồ sơ vẫn mở và in được, nhưng không gửi được.", "Kept as it is, the dossier opens and prints but cannot be sent.";
    changes_added(label: &str, name: &str) = "Thêm – {label}: {name}", "New – {label}: {name}";
    changes_gone(label: &str, name: &str) = "Bỏ – {label}: {name}", "Gone – {label}: {name}";
    changes_from_to(label: &str, old: &str, new: &str) = "{label}: trước đây {old}; nay {new}", "{label}: formerly {old}; now {new}";
    changes_status = "Tình trạng", "State";
    changes_in_force = "đang áp dụng", "in force";
    changes_fee_sum = "Tổng lệ phí", "Fees in all";
    changes_exit = "Không phải làm thủ tục này", "Not needed";
    changes_questions = "Câu hỏi", "Questions";
    changes_question = "Câu hỏi", "Question";
    changes_section = "Mục của tờ khai", "Section of the form";
    changes_field = "Ô của tờ khai", "Field of the form";
    changes_certainty = "trước đây và nay chắc chắn khác nhau", "no longer as certain, or certain now";
    changes_need = "mức bắt buộc khác", "asked for more or less firmly";
    changes_count = "số bản khác", "another number of copies";
    changes_fates = "cách nộp khác", "other ways of handing it in";
    changes_form_number = "mẫu khác", "another printed form";
    changes_supplement = "thời gian bổ sung khác", "another time for corrections";
    changes_office = "nơi nhận khác", "another office";
    changes_kind = "cách trả lời khác", "another kind of answer";
    changes_required = "nay bắt buộc điền, hoặc thôi bắt buộc", "now required, or no longer";
    changes_answer = "điều bạn đã ghi không còn hợp", "what you gave no longer fits";
}
