//! Words around every page: places, the status line, settings.

super::words! {
    app_name = "Hồ Sơ", "Hồ Sơ";
    skip_to_content = "Bỏ qua, đến nội dung chính", "Skip to the main content";
    places = "Các mục chính", "Main places";
    find_procedure = "Tìm thủ tục", "Find a procedure";
    my_dossiers = "Hồ sơ của tôi", "My dossiers";
    more = "Khác", "More";
    back = "Quay lại", "Back";
    waiting = "Đang mở…", "Opening…";
    other_language = "English", "Tiếng Việt";
    bigger_text = "Cỡ chữ", "Text size";

    status = "Tình trạng lưu và gửi", "Saving and sending";
    ready_offline = "Mọi thứ bạn làm được lưu trên máy này.", "Everything you do is saved on this device.";
    saving = "Đang lưu trên máy này…", "Saving on this device…";
    saved_at(time: &str) = "Đã lưu trên máy này {time}", "Saved on this device {time}";
    saved = "Đã lưu", "Saved";
    on_this_device = "trên máy này", "on this device";
    not_saved = "Chưa lưu được", "Not saved";
    waiting_to_send(n_changes: &str, photos: &str) = "Chờ gửi: {n_changes} thay đổi{photos}. Sẽ tự gửi khi có mạng.", "Waiting to send: {n_changes} changes{photos}. Sent by itself when there is a network.";
    waiting_photos(n: &str, size: &str) = ", {n} ảnh ({size})", ", {n} photos ({size})";
    sending_changes(n: &str) = "Đang gửi {n} thay đổi…", "Sending {n} changes…";
    sending_photo(index: &str, of: &str, chunk: &str, of_chunks: &str) = "Đang gửi ảnh {index}/{of} – phần {chunk}/{of_chunks}", "Sending photo {index}/{of} – part {chunk}/{of_chunks}";
    looking_for_news = "Đang hỏi nơi tiếp nhận có tin mới không…", "Asking the office for news…";
    received_all_at(moment: &str) = "Nơi tiếp nhận đã nhận đủ {moment}", "Received by the office, complete, {moment}";
    no_connection = "Chưa nối được với nơi tiếp nhận. Bạn cứ làm tiếp; mọi thứ vẫn được lưu trên máy này.", "No connection to the office. Carry on; everything is still saved on this device.";
    not_ours = "Mạng này đang chặn hoặc yêu cầu đăng nhập (wifi công cộng). Chưa gửi gì cả.", "This network blocks us or asks you to sign in (public wifi). Nothing has been sent.";
    server_trouble = "Nơi tiếp nhận đang trục trặc. Chưa gửi được; sẽ tự gửi lại.", "The office's computer has a problem. Not sent yet; it will try again by itself.";
    server_disk_full = "Máy của nơi tiếp nhận hết chỗ. Chưa gửi được; hồ sơ vẫn ở máy này.", "The office's computer is full. Not sent; the dossier is still on this device.";
    refused_count(n: &str) = "Nơi tiếp nhận không nhận {n} thay đổi. Nội dung bạn gõ vẫn còn ở đây.", "The office did not take {n} changes. What you typed is still here.";
    upgrade_required = "Bản ứng dụng này quá cũ để nhận tin. Hãy dùng bản mới.", "This version is too old to receive news. Please use the new one.";
    evicted = "Trình duyệt đã xoá dữ liệu của trang này trên máy.", "The browser has deleted this page's data on this device.";
    new_version = "Có bản mới của ứng dụng. Hồ sơ đang mở không bị ảnh hưởng.", "A new version is ready. The dossier you have open is not affected.";
    use_new_version = "Dùng bản mới", "Use the new version";
    later = "Để sau", "Later";

    settings_title = "Khác", "More";
    language = "Ngôn ngữ", "Language";
    vietnamese = "Tiếng Việt", "Tiếng Việt";
    english = "English", "English";
    text_size = "Cỡ chữ", "Text size";
    text_normal = "Vừa", "Normal";
    text_large = "Lớn", "Large";
    text_larger = "Rất lớn", "Very large";
    devices_and_data = "Thiết bị và dữ liệu", "Devices and data";
    devices_and_data_hint = "Máy này giữ những gì, còn gì chờ gửi.", "What this device keeps and what waits to be sent.";
    about = "Về ứng dụng", "About";
    about_text = "Hồ Sơ giúp bạn chuẩn bị giấy tờ và làm việc được khi không có mạng. Ứng dụng không thay cho cơ quan nhà nước; mỗi thông tin đều ghi nguồn và ngày cần kiểm tra lại.", "Hồ Sơ helps you prepare papers and works without a network. It is not a government office; every fact names its source and the day it must be checked again.";
    catalogue_version(version: &str) = "Bản danh mục {version}.", "Catalogue version {version}.";

    not_found_title = "Không có trang này", "There is no such page";
    not_found_text = "Địa chỉ có thể đã gõ thiếu, hoặc trang đã chuyển chỗ. Hồ sơ của bạn không bị ảnh hưởng.", "The address may be incomplete or the page has moved. Your dossiers are not affected.";
    dossier_not_found_title = "Máy này không có hồ sơ ấy", "This dossier is not on this device";
    dossier_not_found_text = "Hồ sơ có thể nằm trên máy khác của bạn, hoặc trình duyệt đã xoá dữ liệu của trang.", "It may be on another device of yours, or the browser has deleted this page's data.";
    to_home = "Về trang tìm thủ tục", "To the search page";
    to_dossiers = "Xem hồ sơ của tôi", "See my dossiers";
}
