//! A catalogue published for an endpoint that runs, and withdrawn again.

use domain::operation::Payload;
use protocol::envelope::{Hello, PushResult};
use protocol::problem::Code;
use std::path::Path;
use std::time::{Duration, Instant};
use tests::{Authored, Device, EDITION, Endpoint, Program, Reply, SITE_VERSION, write_site};

/// Longer than the endpoint takes to notice, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(30);

async fn hello(device: &mut Device) -> Hello {
    let reply = device.send("GET", "/v1/hello", &[], Vec::new()).await.unwrap();
    serde_json::from_slice(&reply.body).unwrap()
}

async fn get(device: &mut Device, path: &str, headers: &[(&str, &str)]) -> Reply {
    let headers: Vec<_> =
        headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    device.send("GET", path, &headers, Vec::new()).await.unwrap()
}

/// Asks until the catalogue is another one.
async fn changed_from(device: &mut Device, version: &str) -> String {
    let begun = Instant::now();
    loop {
        let now = hello(device).await.catalogue;
        if now != version {
            return now;
        }
        assert!(begun.elapsed() < PATIENCE, "the catalogue is still {version}");
    }
}

/// Asks until the log has a line that contains this.
async fn logged(device: &mut Device, log: &Path, text: &str) -> String {
    let begun = Instant::now();
    loop {
        let all = std::fs::read_to_string(log).unwrap();
        if let Some(line) = all.lines().find(|line| line.contains(text)) {
            return line.to_owned();
        }
        assert!(begun.elapsed() < PATIENCE, "{text} is not in the log:\n{all}");
        hello(device).await;
    }
}

async fn publish(authored: &Authored, data: &Path) -> (Option<i32>, String, String) {
    let authored = authored.dir().to_str().unwrap();
    Program::run(&["catalogue", "publish", authored, "--data", data.to_str().unwrap()]).await
}

async fn published(authored: &Authored, data: &Path) -> String {
    let (code, stdout, stderr) = publish(authored, data).await;
    assert_eq!((code, stderr.as_str()), (Some(0), ""), "{stdout}");
    let version = stdout.strip_prefix("published catalogue ").unwrap();
    version.split(' ').next().unwrap().to_owned()
}

fn words(text: &str) -> Payload {
    Payload::Text(text.to_owned())
}

fn packs_of(index: &Reply) -> Vec<String> {
    let index: serde_json::Value = serde_json::from_slice(&index.body).unwrap();
    let entries = index["procedures"].as_array().unwrap();
    let of_entry = |entry: &serde_json::Value| {
        ["file", "file_en"].map(|m| entry[m].as_str().unwrap().to_owned())
    };
    entries.iter().flat_map(of_entry).collect()
}

#[tokio::test]
async fn a_running_endpoint_takes_over_what_is_published_and_gives_it_back() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    assert_eq!(hello(&mut device).await.catalogue, SITE_VERSION);
    let before = get(&mut device, "/catalogue/index.json", &[]).await;
    let authored = Authored::write(&endpoint.site().join("../authored"));

    let version = published(&authored, &endpoint.data()).await;
    assert_eq!(changed_from(&mut device, SITE_VERSION).await, version);
    assert_eq!(hello(&mut device).await.authority_name, "UBND phường Liên Chiểu (tên mới)");
    let index = get(&mut device, "/catalogue/index.json", &[]).await;
    assert_eq!(index.header("cache-control"), "no-cache");
    assert!(index.text().contains(&format!("\"version\":\"{version}\"")));
    let known = [("if-none-match", index.header("etag"))];
    assert_eq!(get(&mut device, "/catalogue/index.json", &known).await.status, 304);
    // Those of the site, which drafts may follow, are served beside the new ones.
    for pack in packs_of(&index).iter().chain(&packs_of(&before)) {
        let reply = get(&mut device, pack, &[]).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, "application/json"));
        assert_eq!(reply.header("cache-control"), "no-cache", "{pack}");
    }
    let pack = packs_of(&index).remove(0);
    let small = get(&mut device, &pack, &[("accept-encoding", "br")]).await;
    assert_eq!(small.header("content-encoding"), "br");
    assert!(small.body.len() < get(&mut device, &pack, &[]).await.body.len());
    for unknown in ["/catalogue/mau.0000000000000000.json", "/catalogue/current", "/catalogue/lock"]
    {
        assert_eq!(get(&mut device, unknown, &[]).await.status, 404, "{unknown}");
    }

    let data = endpoint.data();
    let data = data.to_str().unwrap();
    let (code, stdout, _) = Program::run(&["catalogue", "list", "--data", data]).await;
    let line = stdout.lines().find(|line| line.starts_with(&version)).unwrap();
    assert!(code == Some(0) && line.ends_with("current"), "{stdout}");
    let (code, _, _) = Program::run(&["catalogue", "withdraw", "--data", data]).await;
    assert_eq!(code, Some(0));
    assert_eq!(changed_from(&mut device, &version).await, SITE_VERSION);
    let again = get(&mut device, "/catalogue/index.json", &[]).await;
    assert_eq!(again.body, before.body);
    assert_eq!(get(&mut device, &pack, &[]).await.status, 200, "a draft may still follow it");
    let (_, stdout, _) = Program::run(&["catalogue", "list", "--data", data]).await;
    assert!(stdout.contains(&version) && stdout.contains("none is current"), "{stdout}");
}

#[tokio::test]
async fn what_is_decided_follows_the_catalogue_of_the_moment() {
    let endpoint = Endpoint::start().await;
    let mut device = endpoint.device(1).await;
    let create = device.create();
    let dossier = create.dossier;
    let answer = device.set(dossier, "q.so-tang", words("3"));
    let results = device.push(&[create, answer]).await;
    assert_eq!(results, [PushResult::Accepted(1), PushResult::Accepted(2)]);

    // The new one has no such question, another field, and no longer the edition before.
    let authored = Authored::write(&endpoint.site().join("../authored"));
    authored.change_procedure("id = \"ho-ten\"", "id = \"ten-moi\"");
    published(&authored, &endpoint.data()).await;
    changed_from(&mut device, SITE_VERSION).await;
    let refused = |result: &PushResult| match result {
        PushResult::Rejected { code, .. } => Some(*code),
        _ => None,
    };
    let answer = device.set(dossier, "q.so-tang", words("4"));
    let field = device.set(dossier, "f.ten-moi", words("Ánh"));
    device.edition = tests::OLD.to_owned();
    let old = device.set(dossier, "f.ho-ten", words("Ánh"));
    let results = device.push_after(2, &[answer, field, old]).await.results;
    assert_eq!(refused(&results[0]), Some(Code::FieldUnknown));
    assert_eq!(results[1], PushResult::Accepted(4));
    assert_eq!(refused(&results[2]), Some(Code::EditionUnknown));

    // It is also the one after a restart.
    let endpoint = endpoint.restart().await;
    device.url = endpoint.url();
    assert_ne!(hello(&mut device).await.catalogue, SITE_VERSION);
    device.edition = EDITION.to_owned();
    let field = device.set(dossier, "f.ten-moi", words("Bình"));
    assert_eq!(device.push_after(5, &[field]).await.results, [PushResult::Accepted(6)]);
}

#[tokio::test]
async fn a_mistake_refuses_everything_and_names_its_place() {
    let endpoint = Endpoint::start().await;
    let mut device = Device::new(&endpoint.url(), 1);
    let authored = Authored::write(&endpoint.site().join("../authored"));
    let good = published(&authored, &endpoint.data()).await;
    assert_eq!(changed_from(&mut device, SITE_VERSION).await, good);

    let files = |data: &Path| -> Vec<String> {
        let entries = std::fs::read_dir(data.join("catalogue")).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let before = files(&endpoint.data());
    let check = async |from: &str, to: &str, expected: &[&str]| {
        let authored = Authored::write(authored.dir());
        let file =
            if from.contains("ubnd") { "authorities.toml" } else { "procedures/thu-tuc-mau.toml" };
        authored.change(file, from, to);
        if from.contains("ubnd") {
            authored.change_procedure(from, to);
        }
        let (code, stdout, stderr) = publish(&authored, &endpoint.data()).await;
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{stderr}");
        for text in expected {
            assert!(stderr.contains(text), "expected {text:?}, found {stderr:?}");
        }
        assert!(stderr.contains("nothing was published"), "{stderr}");
        assert_eq!(files(&endpoint.data()), before);
        let current = std::fs::read_to_string(endpoint.data().join("catalogue/current")).unwrap();
        assert_eq!(current.trim_end(), good);
    };
    let place = "procedures/thu-tuc-mau.toml:41:";
    check("need = \"always\"", "need = \"allways\"", &[place, "edition.paper.need", "always"])
        .await;
    check("status = \"in_force\"", "status = ", &["procedures/thu-tuc-mau.toml:16:"]).await;
    let lacks = ["authorities.toml: expected ubnd-phuong-lien-chieu", "found ubnd-phuong-khac"];
    check("ubnd-phuong-lien-chieu", "ubnd-phuong-khac", &lacks).await;

    let nowhere = ["catalogue", "publish", "/nowhere", "--data", "/nowhere"];
    let (code, _, stderr) = Program::run(&nowhere).await;
    assert_eq!(code, Some(2));
    assert!(stderr.contains("authorities.toml") && stderr.contains("nothing was published"));
    assert_eq!(hello(&mut device).await.catalogue, good);
}

#[tokio::test]
async fn a_broken_one_is_refused_and_the_one_before_stays() {
    let dir = tempfile::tempdir().unwrap();
    let (site, data, log) =
        (dir.path().join("site"), dir.path().join("data"), dir.path().join("log"));
    write_site(&site);
    let program = Program::start(&data, &site, &log).await;
    let mut device = Device::new(program.url(), 1);
    logged(&mut device, &log, "begins with the catalogue version=\"0123456789abcdef\"").await;
    let authored = Authored::write(&dir.path().join("authored"));
    let good = published(&authored, &data).await;
    assert_eq!(changed_from(&mut device, SITE_VERSION).await, good);
    let line = logged(&mut device, &log, "another catalogue is in force").await;
    assert!(line.contains(&good) && line.contains("from=\"published\""), "{line}");

    // Written by hand, past the check.
    let other = "00000000000000aa";
    let version = data.join("catalogue").join(other);
    std::fs::create_dir(&version).unwrap();
    std::fs::write(version.join("index.json"), b"{}").unwrap();
    std::fs::write(data.join("catalogue/current"), other).unwrap();
    let line = logged(&mut device, &log, "another catalogue was refused").await;
    assert!(line.contains(other) && line.contains("catalogue/index.json"), "{line}");
    assert_eq!(hello(&mut device).await.catalogue, good);

    // Of another authority, published for a directory of which nobody knew.
    let foreign = dir.path().join("foreign");
    authored.change("authorities.toml", "ubnd-phuong-lien-chieu", "ubnd-phuong-khac");
    authored.change_procedure("ubnd-phuong-lien-chieu", "ubnd-phuong-khac");
    let strange = published(&authored, &foreign).await;
    std::fs::rename(
        foreign.join("catalogue").join(&strange),
        data.join("catalogue").join(&strange),
    )
    .unwrap();
    std::fs::write(data.join("catalogue/current"), &strange).unwrap();
    logged(&mut device, &log, "the catalogue has no authority ubnd-phuong-lien-chieu").await;
    assert_eq!(hello(&mut device).await.catalogue, good);
    assert_eq!(program.terminate().await, Some(0));

    // A new program may bring a newer one, which does not push the published one aside.
    std::fs::write(data.join("catalogue/current"), &good).unwrap();
    let said = "the site has a newer catalogue than the published one";
    for newer in [false, true] {
        if newer {
            let index = site.join("catalogue/index.json");
            let text = std::fs::read_to_string(&index).unwrap();
            std::fs::write(index, text.replace("2026-07-01\",\"proc", "2099-07-01\",\"proc"))
                .unwrap();
        }
        let program = Program::start(&data, &site, &log).await;
        let mut device = Device::new(program.url(), 1);
        assert_eq!(hello(&mut device).await.catalogue, good);
        assert_eq!(program.terminate().await, Some(0));
        assert_eq!(std::fs::read_to_string(&log).unwrap().contains(said), newer);
    }

    // No start with a catalogue that cannot be used, and the sentence says what to do.
    std::fs::write(data.join("catalogue/current"), other).unwrap();
    let (data, site) = (data.to_str().unwrap(), site.to_str().unwrap());
    let serve = ["serve", "--port=0", "--data", data, "--site", site];
    let (code, stderr) = Program::refuse(&serve).await;
    assert_eq!(code, Some(2));
    assert!(stderr.contains("district catalogue withdraw"), "{stderr}");
    assert_eq!(Program::run(&["catalogue", "withdraw", "--data", data]).await.0, Some(0));
    let (data, site) = (Path::new(data), Path::new(site));
    let again = Program::start(data, site, &log).await;
    let mut device = Device::new(again.url(), 1);
    assert_eq!(hello(&mut device).await.catalogue, SITE_VERSION);
}

#[tokio::test]
async fn the_same_catalogue_may_be_published_again_and_half_a_one_is_mended() {
    let dir = tempfile::tempdir().unwrap();
    let authored = Authored::write(&dir.path().join("authored"));
    let data = dir.path().join("data");
    let version = published(&authored, &data).await;
    let version_dir = data.join("catalogue").join(&version);
    // As a publication leaves it that the power cut.
    std::fs::write(version_dir.join("index.json"), b"{\"form").unwrap();
    std::fs::remove_file(data.join("catalogue/current")).unwrap();
    assert_eq!(published(&authored, &data).await, version);
    let index = std::fs::read(version_dir.join("index.json")).unwrap();
    assert!(serde_json::from_slice::<serde_json::Value>(&index).is_ok());
    let (_, stdout, _) =
        Program::run(&["catalogue", "list", "--data", data.to_str().unwrap()]).await;
    assert_eq!(stdout.lines().count(), 2, "{stdout}");
}

#[tokio::test]
async fn nobody_falls_between_two_catalogues() {
    let endpoint = Endpoint::start().await;
    let mut device = Device::new(&endpoint.url(), 1);
    let authored = Authored::write(&endpoint.site().join("../authored"));
    let mut seen = vec![SITE_VERSION.to_owned()];
    for change in ["Đơn đề nghị", "Đơn đề nghị (mẫu mới)"] {
        let data = endpoint.data();
        authored.change_procedure("name = \"Đơn", &format!("name = \"{change}"));
        let publishing = tokio::spawn({
            let authored = authored.dir().to_owned();
            async move { published(&Authored::at(&authored), &data).await }
        });
        // Whoever reads an index finds its packs, in every moment of the change.
        let last = seen.last().unwrap().clone();
        let begun = Instant::now();
        loop {
            let index = get(&mut device, "/catalogue/index.json", &[]).await;
            let small =
                get(&mut device, "/catalogue/index.json", &[("accept-encoding", "br")]).await;
            assert_eq!((index.status, small.status), (200, 200));
            for pack in packs_of(&index) {
                assert_eq!(get(&mut device, &pack, &[]).await.status, 200, "{pack}");
            }
            let value: serde_json::Value = serde_json::from_slice(&index.body).unwrap();
            let version = value["version"].as_str().unwrap().to_owned();
            if version != last {
                // The version that was told is never older than the index that was served.
                assert_eq!(hello(&mut device).await.catalogue, version);
                assert_eq!(publishing.await.unwrap(), version);
                seen.push(version);
                break;
            }
            assert!(begun.elapsed() < PATIENCE, "still {last}");
        }
    }
    assert!(seen[0] != seen[1] && seen[1] != seen[2], "{seen:?}");
}
