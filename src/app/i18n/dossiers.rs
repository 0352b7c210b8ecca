//! Words of the list of dossiers.

super::words! {
    dossiers_lead = "Hồ sơ nằm trên máy này, làm tiếp được cả khi không có mạng.", "Dossiers are on this device and can be continued without a network.";
    delete_dossier = "Xoá", "Delete";
    delete_which(name: &str) = "hồ sơ “{name}”", "dossier “{name}”";
    dossier_deleted(name: &str) = "Đã xoá “{name}” khỏi danh sách.", "“{name}” was deleted from the list.";
    restore_dossier = "Lấy lại", "Restore";
    deleted_elsewhere = "Đã bị xoá ở máy khác, nhưng có thay đổi mà máy đó chưa thấy.", "Deleted on another device, with changes that device had not seen.";
    dossiers_evicted = "Trình duyệt đã xoá dữ liệu của trang này trên máy.", "The browser has deleted this page's data on this device.";
    dossiers_evicted_next = "Hồ sơ chưa gửi thì không lấy lại được trên máy này. Để tránh mất lần nữa: cài ứng dụng ra màn hình chính, hoặc gửi hồ sơ sớm khi có mạng.", "Dossiers that were not sent cannot be brought back on this device. To avoid it next time, install the app on your home screen, or send early when there is a network.";
}
