//! The real program: how it starts, refuses to start, and ends.

use std::fs;
use std::net::TcpListener;
use tests::{Device, Program, write_site};

async fn check(arguments: &[&str], expected: &str) {
    let (code, stderr) = Program::refuse(arguments).await;
    assert_eq!(code, Some(2), "{stderr}");
    assert!(stderr.contains(expected), "expected {expected:?}, found {stderr:?}");
    assert_eq!(stderr.trim_end().lines().count(), 1, "one sentence: {stderr}");
}

#[tokio::test]
async fn whatever_cannot_work_is_one_sentence() {
    let dir = tempfile::tempdir().unwrap();
    let site = dir.path().join("site");
    write_site(&site);
    let data = dir.path().join("data");
    let (site_text, data_text) = (site.to_str().unwrap(), data.to_str().unwrap());
    let serve = ["serve", "--site", site_text, "--data", data_text];
    let with = |more: &[&'static str]| [&serve[..], more].concat();

    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let on_port = [&serve[..], &["--port", &port]].concat();
    check(&on_port, &format!("port {port} is taken by another program")).await;

    check(&with(&["--authority=ubnd-xa-la"]), "no authority ubnd-xa-la").await;
    let nowhere = ["serve", "--port=0", "--data", data_text, "--site", "/nowhere"];
    check(&nowhere, "there is no built site in /nowhere").await;

    let file = dir.path().join("file");
    fs::write(&file, b"").unwrap();
    let on_file = ["serve", "--port=0", "--site", site_text, "--data", file.to_str().unwrap()];
    check(&on_file, "it is not a directory").await;

    let keys = data.join("keys/receipt.pkcs8");
    fs::create_dir_all(data.join("keys")).unwrap();
    fs::write(&keys, b"no key").unwrap();
    check(&with(&["--port=0"]), "expected a P-256 key").await;
    fs::remove_file(&keys).unwrap();

    // Whole pages of something else; the journal of an earlier start must not mend it.
    fs::write(data.join("district.sqlite"), b"this is no database at all, not even nearly")
        .unwrap();
    check(&with(&["--port=0"]), "the database").await;

    let index = site.join("catalogue/index.json");
    let text = fs::read_to_string(&index).unwrap();
    fs::write(&index, text.replace("\"format\":2", "\"format\":9")).unwrap();
    check(&with(&["--port=0"]), "expected format 2 or lower, found 9").await;
    fs::write(&index, "{").unwrap();
    check(&with(&["--port=0"]), "the catalogue cannot be used: catalogue/index.json").await;
}

#[tokio::test]
async fn two_programs_never_share_a_directory() {
    let dir = tempfile::tempdir().unwrap();
    let (site, data) = (dir.path().join("site"), dir.path().join("data"));
    write_site(&site);
    let program = Program::start(&data, &site, &dir.path().join("log")).await;
    let second =
        ["serve", "--port=0", "--site", site.to_str().unwrap(), "--data", data.to_str().unwrap()];
    check(&second, "another district already works in").await;
    assert_eq!(program.terminate().await, Some(0));
    let again = Program::start(&data, &site, &dir.path().join("log")).await;
    let mut device = Device::new(again.url(), 1);
    device.enrol().await;
    assert_eq!(again.terminate().await, Some(0));
}
