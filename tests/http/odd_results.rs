//! `POST /v1/odd-results` and the command that prints them.

use protocol::problem::Code;
use std::path::Path;
use tests::{BY_PLACE, Device, EDITION, Endpoint, Program, Reply, SITE_VERSION, blob_path};

async fn send(device: &mut Device, body: &str) -> Reply {
    let json = [("content-type", "application/json".to_owned())];
    device.send("POST", "/v1/odd-results", &json, body.as_bytes().to_vec()).await.unwrap()
}

fn body(edition: &str, answers: &str, said: &str) -> String {
    let said = serde_json::to_string(said).unwrap();
    format!(
        r#"{{"edition":"{edition}","catalogue":"{SITE_VERSION}","answers":{answers},"said":{said}}}"#
    )
}

/// What is kept, as the command prints it: the rows of the CSV without their numbers.
async fn kept(data: &Path) -> Vec<String> {
    let data = data.to_str().unwrap();
    let (code, stdout, stderr) = Program::run(&["odd-results", "--csv", "--data", data]).await;
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    let rows = stdout.strip_prefix("number,day,edition,catalogue,answers,said\r\n").unwrap();
    let without_number = |row: &str| row.split_once(',').unwrap().1.to_owned();
    rows.split_terminator("\r\n").map(without_number).collect()
}

#[tokio::test]
async fn an_odd_result_is_kept_without_saying_who() {
    let endpoint = Endpoint::start().await;
    // Never enrolled, never signed.
    let mut device = Device::new(&endpoint.url(), 1);
    let answers = r#"{"co-tang-ham":false,"so-tang":null}"#;
    let said = "Nhà không có hầm mà vẫn đòi bản vẽ hầm";
    let reply = send(&mut device, &body(EDITION, answers, said)).await;
    assert_eq!((reply.status, reply.body.len()), (204, 0), "{}", reply.text());
    // 23:59:59 in Vietnam, and the next day a second later; without a word, and with a member of a later version.
    endpoint.clock().turn_by(15 * 3600 - 1);
    assert_eq!(
        send(&mut device, &body(BY_PLACE, r#"{"noi-xay":"phuong-hoa-khanh"}"#, "")).await.status,
        204
    );
    endpoint.clock().turn_by(1);
    let later =
        body(EDITION, "{}", "  =HYPERLINK(1)\nhai, ba ").replacen('{', r#"{"name":"Ánh","#, 1);
    assert_eq!(send(&mut device, &later).await.status, 204);

    let expected = [
        format!(
            r#"2026-07-20,{EDITION},{SITE_VERSION},"{{""co-tang-ham"":false,""so-tang"":null}}",{said}"#
        ),
        format!(r#"2026-07-20,{BY_PLACE},{SITE_VERSION},"{{""noi-xay"":""phuong-hoa-khanh""}}","#),
        format!("2026-07-21,{EDITION},{SITE_VERSION},{{}},\"'=HYPERLINK(1)\nhai, ba\""),
    ];
    assert_eq!(kept(&endpoint.data()).await, expected, "beside the endpoint that runs");
    let data = endpoint.data();
    let data = data.to_str().unwrap();
    let (_, table, _) = Program::run(&["odd-results", "--data", data]).await;
    assert!(table.contains(said) && table.contains("     1  2026-07-20"), "{table}");

    let (code, told, _) = Program::run(&["odd-results", "--forget", "2", "--data", data]).await;
    assert_eq!((code, told.as_str()), (Some(0), "2 forgotten\n"));
    let endpoint = endpoint.restart().await;
    assert_eq!(kept(&endpoint.data()).await, expected[2..], "kept over a restart");
    let (code, _, stderr) = Program::run(&["odd-results", "--data", "/nowhere"]).await;
    assert_eq!((code, stderr.lines().count()), (Some(2), 1), "{stderr}");
}

#[tokio::test]
async fn what_the_catalogue_does_not_know_is_refused_with_its_place() {
    let endpoint = Endpoint::start().await;
    let mut device = Device::new(&endpoint.url(), 1);
    let mut check = async |edition: &str, answers: &str, said: &str, expected: (Code, &str)| {
        let reply = send(&mut device, &body(edition, answers, said)).await;
        assert_eq!(reply.code(), expected.0, "{edition} {answers}");
        let problem: serde_json::Value = serde_json::from_slice(&reply.body).unwrap();
        assert_eq!((reply.status, problem["detail"].as_str().unwrap()), (422, expected.1));
    };
    let value = |place| (Code::ValueUnknown, place);
    check("la@2026-07-01", "{}", "", (Code::EditionUnknown, "edition")).await;
    check("thu-tuc-mau@2026-07-02", "{}", "", (Code::EditionUnknown, "edition")).await;
    check(EDITION, r#"{"ho-ten":"Ánh"}"#, "", (Code::FieldUnknown, "answers.ho-ten")).await;
    check(EDITION, r#"{"co-tang-ham":"Ánh"}"#, "", value("answers.co-tang-ham")).await;
    check(EDITION, r#"{"so-tang":"13"}"#, "", value("answers.so-tang")).await;
    check(EDITION, r#"{"so-tang":{"a":[1]}}"#, "", value("answers.so-tang")).await;
    check(BY_PLACE, r#"{"noi-xay":"nguyen-thi-anh"}"#, "", value("answers.noi-xay")).await;
    check(EDITION, "{}", &"Ậ".repeat(501), value("said")).await;
    check(EDITION, "{}", "\u{1b}[2J", value("said")).await;
    check(EDITION, "{}", "\u{202e}gnp.exe", value("said")).await;
    assert_eq!(send(&mut device, &body(EDITION, "{}", &"Ậ".repeat(500))).await.status, 204);
    let version = body(EDITION, "{}", "").replace(SITE_VERSION, "../../etc/passwd");
    assert_eq!(send(&mut device, &version).await.code(), Code::ValueUnknown);
    assert_eq!(kept(&endpoint.data()).await.len(), 1);
}

#[tokio::test]
async fn hostile_bodies_are_refused_and_nothing_is_kept() {
    let endpoint = Endpoint::start().await;
    let mut device = Device::new(&endpoint.url(), 1);
    let good = body(EDITION, "{}", "");
    let deep = format!("{}{}", "[".repeat(3000), "]".repeat(3000));
    for bad in [
        "",
        "null",
        "[]",
        "{}",
        "\u{feff}{}",
        good.trim_end_matches('}'),
        &good.replace("{}", "[]"),
        &good.replace("{}", &format!(r#"{{"so-tang":{deep}}}"#)),
        &good.replace("{}", r#"{"so-tang":1.5}"#),
        &good.replace("{}", r#"{"so-tang":9007199254740993}"#),
        &good.replace("{}", r#"{"so-tang":{"a":1,"a":2}}"#),
        &good.replace("{}", r#"{"../x":true}"#),
        &good.replace(EDITION, "thu-tuc-mau"),
        &good.replace("\"said\":\"\"", "\"said\":null"),
        &good.replace("\"said\":\"\"", "\"said\":\"\\ud800\""),
        &format!("{good}{good}"),
    ] {
        let reply = send(&mut device, bad).await;
        assert_eq!((reply.status, reply.code()), (400, Code::Malformed), "{bad:.200}");
    }
    let mut check = async |content_type: &str, body: Vec<u8>, expected: Code| {
        let headers = [("content-type", content_type.to_owned())];
        let reply = device.send("POST", "/v1/odd-results", &headers, body).await.unwrap();
        assert_eq!(reply.code(), expected, "{content_type}");
    };
    let long = format!("{good}{}", " ".repeat(8 * 1024));
    check("application/json", long.into_bytes(), Code::TooLarge).await;
    check("application/json", vec![b'['; 4 << 20], Code::TooLarge).await;
    check("application/json", b"\xff\xfe".to_vec(), Code::Malformed).await;
    // What a page of another site could send without asking.
    for content_type in ["text/plain", "application/x-www-form-urlencoded", ""] {
        check(content_type, good.clone().into_bytes(), Code::UnsupportedType).await;
    }
    assert!(kept(&endpoint.data()).await.is_empty());
    assert_eq!(device.send("GET", "/v1/odd-results", &[], vec![]).await.unwrap().status, 405);
}

#[tokio::test]
async fn too_many_are_refused_until_the_hour_ends() {
    let endpoint = Endpoint::start().await;
    endpoint.clock().turn_by(600);
    let mut device = Device::new(&endpoint.url(), 1);
    let good = body(EDITION, "{}", "");
    let mut n_taken = 0;
    let refused = loop {
        // Whatever becomes of it, a try is a try; who claims another address has the same one.
        let text = if n_taken % 2 == 0 { good.as_str() } else { "{}" };
        let headers = [
            ("content-type", "application/json".to_owned()),
            ("x-forwarded-for", format!("10.0.0.{n_taken}")),
            ("forwarded", format!("for=10.0.0.{n_taken}")),
        ];
        let reply = device.send("POST", "/v1/odd-results", &headers, text.into()).await.unwrap();
        if reply.status == 429 {
            break reply;
        }
        n_taken += 1;
        assert!(n_taken < 1000, "never refused");
    };
    assert_eq!((n_taken, refused.code()), (30, Code::TooMany));
    assert_eq!(refused.header("retry-after"), "3000");
    assert_eq!(kept(&endpoint.data()).await.len(), 15);
    // Other calls of the same address go on.
    let mut other = endpoint.device(2).await;
    let create = other.create();
    assert_eq!(other.push(std::slice::from_ref(&create)).await.len(), 1);
    let path = blob_path(create.dossier, b"1");
    assert_eq!(other.call("GET", &path, "", b"").await.status, 404);
    endpoint.clock().turn_by(3000);
    assert_eq!(send(&mut device, &good).await.status, 204);
}
