use super::fit;

#[test]
fn a_page_keeps_its_shape_and_is_never_enlarged() {
    let check = |size: (u32, u32), expected| assert_eq!(fit(size.0, size.1, 2_339), expected);
    check((4000, 3000), (2339, 1754));
    check((3000, 4000), (1754, 2339));
    check((2339, 100), (2339, 100));
    check((600, 800), (600, 800));
    check((20_000, 1), (2339, 1));
    check((0, 0), (1, 1));
}
