// Residents of the journeys, in the words they would choose on the screens.

/** A house of three storeys and 180 m² with a basement, on own land. */
export const house = {
  answers: {
    work_kind: "Xây một ngôi nhà mới",
    place: "Hòa Khánh Bắc",
    floors: "3",
    total_floor_area_m2: "180",
    in_managed_zone: "Không",
    owner_kind: "Hộ gia đình, cá nhân",
    land_paper: "Giấy chứng nhận (sổ đỏ, sổ hồng)",
    exemption_answer: "Phường nói phải xin giấy phép",
    channel: "Trực tuyến, trên Cổng Dịch vụ công quốc gia",
    has_basement: "Có",
    basements: "1",
    height_m: "11,5",
    has_adjoining_building: "Có",
    land_owner: "Của chủ nhà",
    in_heritage_area: "Không",
    fire_told: "Không",
    design_review_answer: "Đã hỏi, không phải thẩm tra",
    filer: "Chính chủ nhà",
  },
  form: {
    "doi-tuong": "Cá nhân",
    "ho-ten": "Nguyễn Thị Ngọc Ánh",
    "so-dinh-danh": "048190001234",
    "dien-thoai": "0905 123 456",
    "loai-chu-dau-tu": "Chủ hộ",
    "ten-chu-ho": "Đặng Quỳnh Thuỷ",
    "lo-dat-so": "Thửa 215",
    "dien-tich-lo-dat": "82,5",
    "loai-cong-trinh": "Công trình nhà ở riêng lẻ",
    "cap-cong-trinh": "Cấp III",
    "dt-tang-1": "60",
    "chi-tiet-dt-san": "Hầm 45 m², ba tầng nổi mỗi tầng 45 m²",
    "thoi-gian-hoan-thanh": "12",
    "cam-ket": true,
  },
  photographed: ["dat", "ban-ve", "cam-ket-lien-ke"],
};

/** A registered household business that would like to sell liquor, everything prepared. */
export const liquor = {
  answers: {
    request: "Xin giấy phép lần đầu",
    holder: "Hộ kinh doanh đã đăng ký",
    place: "Hòa Khánh Bắc",
    filer: "Chủ hộ kinh doanh hoặc người đại diện theo pháp luật",
  },
  form: {
    "ngay-lap": "24/11/2026",
    "ten-thuong-nhan": "Tạp hoá Ánh Dương",
    "tru-so": "K12/3 đường Nguyễn Lương Bằng",
    "dien-thoai": "0905 123 456",
    "dia-diem-kd": "K12/3 đường Nguyễn Lương Bằng",
    "gcn-so": "32A8012345",
    "gcn-noi-cap": "Phòng Kinh tế",
    "gcn-ngay": "05/09/2024",
  },
  photographed: ["gcn", "dia-diem", "gioi-thieu"],
};
