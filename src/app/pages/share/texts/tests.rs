use super::*;
use proptest::prelude::*;

fn lines(n: usize, length: usize) -> Vec<String> {
    (0..n).map(|n| format!("- {n} {}", "ờ".repeat(length))).collect()
}

fn fitted(papers: &[String], tail: &[String]) -> String {
    fit("Giấy phép", papers, tail, &|n| format!("… còn {n} giấy tờ"))
}

#[test]
fn everything_stands_there_when_it_fits() {
    let text = fitted(&lines(2, 3), &["Nơi nộp: phường".to_owned()]);
    assert_eq!(text, "Giấy phép\n- 0 ờờờ\n- 1 ờờờ\nNơi nộp: phường");
}

#[test]
fn a_name_is_cut_only_at_an_aside() {
    let check = |name: &str, expected: &str| assert_eq!(in_short(name), expected);
    check("Đơn đề nghị cấp giấy phép (Mẫu số 01)", "Đơn đề nghị cấp giấy phép");
    check("Bản vẽ, bản tính và thuyết minh", "Bản vẽ, bản tính và thuyết minh");
    check("Giấy chứng minh quyền sử dụng đất", "Giấy chứng minh quyền sử dụng đất");
}

proptest! {
    #[test]
    fn a_text_never_grows_beyond_the_code(n in 0_usize..40, length in 0_usize..60, tail in 0_usize..200) {
        let papers = lines(n, length);
        let tail = [format!("Nơi nộp: {}", "ộ".repeat(tail)), "Lệ phí: 0".to_owned()];
        let text = fitted(&papers, &tail);
        prop_assert!(text.len() <= MAX_TEXT_BYTES);
        let shown = papers.iter().filter(|paper| text.lines().any(|line| line == *paper)).count();
        let left = papers.len() - shown;
        let told = format!("… còn {left} giấy tờ");
        prop_assert_eq!(left > 0, text.contains(&told));
        for line in text.lines() {
            prop_assert!(papers.iter().chain(&tail).any(|whole| whole == line) || line == "Giấy phép" || line == told);
        }
    }
}
