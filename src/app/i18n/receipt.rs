//! Words of the receipt page.

super::words! {
    receipt_title = "Biên nhận", "Receipt";
    receipt_number = "Số biên nhận", "Receipt number";
    received_all(papers: &str, pages: &str) = "Nơi tiếp nhận đã nhận đủ {papers}/{papers} giấy tờ, {pages} trang", "The office has received {papers} of {papers} papers, {pages} pages";
    receipt_office = "Nơi tiếp nhận", "Office";
    receipt_at = "Nhận lúc", "Received";
    receipt_verifying = "Đang kiểm tra chữ ký…", "Checking the signature…";
    receipt_verified = "Đã kiểm tra trên máy này: chữ ký đúng của nơi tiếp nhận, và biên nhận nói đúng về hồ sơ này.", "Checked on this device: the signature is the office's, and the receipt speaks of exactly this dossier.";
    receipt_no_key = "Chưa kiểm tra được: máy này chưa có khoá của nơi tiếp nhận. Hãy mở lại khi có mạng.", "Not checked yet: this device does not have the office's key. Open this page again with a network.";
    receipt_bad_signature = "Chữ ký KHÔNG khớp với khoá của nơi tiếp nhận. Đừng dùng biên nhận này; hãy hỏi Bộ phận Một cửa.", "The signature does NOT match the office's key. Do not rely on this receipt; ask the one-stop desk.";
    receipt_other_content = "Biên nhận có chữ ký đúng nhưng nói về một nội dung khác với hồ sơ trên máy này. Hãy hỏi Bộ phận Một cửa.", "The receipt is signed but speaks of other content than the dossier on this device. Ask the one-stop desk.";
    receipt_unreadable = "Biên nhận ghi theo cách mà bản ứng dụng này chưa đọc được. Hãy dùng bản mới.", "The receipt is written in a way this version cannot read. Use the new version.";
    receipt_cannot_check(why: &str) = "Trình duyệt không kiểm tra được chữ ký ({why}).", "The browser could not check the signature ({why}).";
    receipt_means = "Biên nhận này nghĩa là gì", "What this receipt means";
    receipt_means_pre_check = "Nơi tiếp nhận đã giữ đúng từng trang kê dưới đây để xem trước. Đây chưa phải là Giấy tiếp nhận hồ sơ và hẹn trả kết quả.", "The office holds exactly the pages listed below, to look at beforehand. This is not yet the official receipt with the appointed date.";
    receipt_means_official = "Nơi tiếp nhận đã giữ đúng từng trang kê dưới đây; hồ sơ đã nộp chính thức.", "The office holds exactly the pages listed below; the dossier is officially filed.";
    receipt_qr = "Mã QR của biên nhận", "QR code of the receipt";
    receipt_qr_hint = "Máy khác có ứng dụng Hồ Sơ quét mã này để kiểm tra, không cần mạng.", "Another device with Hồ Sơ can scan this code to check it without a network.";
    code_failed = "Mã này quá dài để vẽ.", "This code is too long to draw.";
    receipt_papers = "Giấy tờ đã nhận", "Papers received";
    receipt_pages(n: &str) = "{n} trang", "{n} pages";
    receipt_none = "Chưa có biên nhận. Biên nhận đến sau khi nơi tiếp nhận có đủ mọi trang và đã kiểm tra từng trang.", "No receipt yet. It comes once the office has every page and has checked each of them.";
    print_receipt = "In biên nhận", "Print the receipt";
}
