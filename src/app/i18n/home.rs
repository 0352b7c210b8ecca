//! Words of the home page.

use super::Words;
use domain::catalogue::Status;

super::words! {
    home_title = "Bạn cần làm thủ tục gì?", "What do you need to do?";
    home_lead = "Trả lời vài câu hỏi, biết cần giấy tờ gì và vì sao. Làm được cả khi không có mạng.", "Answer a few questions and learn which papers you need and why. Works without a network.";
    search_label = "Tìm thủ tục, gõ có dấu hoặc không dấu", "Search, with or without diacritics";
    search_example = "xây nhà, bán rượu…", "a house, liquor…";
    clear_search = "Xoá", "Clear";
    n_found(n: &str) = "{n} thủ tục", "{n} procedures";
    none_found(query: &str) = "Chưa tìm thấy thủ tục nào hợp với “{query}”.", "No procedure found for “{query}”.";
    none_found_hint = "Hãy thử từ khác, ngắn hơn, hoặc hỏi Bộ phận Một cửa của phường, xã.", "Try other or fewer words, or ask the one-stop desk of your ward.";
    by_event = "Theo việc", "By what happens in life";
    event_xay_sua_nha = "Xây sửa nhà", "Building, repairing";
    event_mo_quan_kinh_doanh = "Mở quán, kinh doanh", "Opening a business";
    event_con_di_hoc = "Con đi học", "Children at school";
    event_nha_dat = "Nhà đất", "Land and housing";
    event_khai_sinh_ket_hon = "Khai sinh, kết hôn", "Birth, marriage";
    event_giay_to_tuy_than = "Giấy tờ tuỳ thân", "Identity papers";
    event_hoi_nhom = "Hội nhóm", "Associations";
    by_field = "Theo lĩnh vực", "By field";
    field_xay_dung = "Xây dựng", "Building";
    field_via_he = "Vỉa hè", "Sidewalks";
    field_dat_dai = "Đất đai", "Land";
    field_kinh_doanh = "Kinh doanh", "Business";
    field_giao_duc = "Giáo dục", "Education";
    field_hoi = "Hội", "Associations";
    field_ho_tich = "Hộ tịch", "Civil status";
    field_chung_thuc = "Chứng thực", "Certification";
    field_cu_tru = "Cư trú – căn cước", "Residence, identity card";
    field_other = "Lĩnh vực khác", "Other fields";
    status_suspended = "Tạm ngừng", "Suspended";
    status_constructed = "Hồ sơ ghép", "Combined dossier";
    status_abolished = "Đã bãi bỏ", "Abolished";
    status_guide_only = "Chỉ hướng dẫn", "Guide only";
    status_not_yet = "Chưa có hiệu lực", "Not in force";
    continue_dossier = "Làm tiếp", "Continue";
    partly_only_here = "Có thay đổi chỉ có trên máy này", "Some changes are only on this device";
    only_here = "Chỉ có trên máy này", "Only on this device";
    changed_at(moment: &str) = "sửa lần cuối {moment}", "last changed {moment}";
    no_dossiers = "Chưa có hồ sơ nào trên máy này. Hãy bắt đầu bằng việc tìm thủ tục.", "No dossiers on this device yet. Begin by finding a procedure.";
    n_papers_missing(n: &str) = "Còn thiếu {n} giấy tờ", "{n} papers still missing";
    all_prepared = "Đã đủ giấy tờ", "All papers ready";
    ends_early = "Không cần thủ tục này", "This procedure is not needed";
    has_conflict = "Hai máy ghi khác nhau, cần bạn chọn", "Two devices disagree, please choose";
    stage_submitted = "Đã bấm gửi, chờ nơi tiếp nhận xác nhận", "Sent by you, waiting for the office to confirm";
    stage_received = "Đã có biên nhận", "A receipt has come";
    stage_supplement = "Cần bổ sung", "Corrections asked for";
    stage_refused = "Nơi tiếp nhận trả lại", "Returned by the office";
    stage_decided = "Đã có quyết định", "Decided";
    stage_returned = "Đã trả kết quả", "Result handed over";
    all_my_dossiers = "Tất cả hồ sơ của tôi", "All my dossiers";
}

impl Words {
    /// The state of an edition in a word; nothing for one that is simply in force.
    pub(crate) const fn status_tag(self, status: Status) -> &'static str {
        match status {
            Status::InForce => "",
            Status::Suspended => self.status_suspended(),
            Status::Abolished => self.status_abolished(),
            Status::GuideOnly => self.status_guide_only(),
            Status::Constructed => self.status_constructed(),
        }
    }
}
