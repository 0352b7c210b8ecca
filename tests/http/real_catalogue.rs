//! The catalogue of the project itself, published to an endpoint, prepared and sent procedure by procedure.
//!
//! Not here: what the checklists say (crate `catalogue` and its cases).

use domain::catalogue::{
    CatalogueIndex, Edition, EditionId, Fate, FormFieldKind, Procedure, QuestionKind,
};
use domain::date::Date;
use domain::dossier::{Dossier, Recorded};
use domain::form::FieldError;
use domain::operation::{Operation, Payload};
use domain::submission::{Manifest, Obstacle, Office, office_of, prepare_submission};
use protocol::envelope::{Hello, PushResult, manifest_digest};
use protocol::operation::WireOperation;
use protocol::problem::Code;
use std::borrow::Cow;
use tests::{Device, Endpoint, MORNING, Program, SITE_VERSION, photo};

/// An endpoint with the catalogue of the project, and its content.
async fn published() -> (Endpoint, Vec<Procedure>, CatalogueIndex) {
    let endpoint = Endpoint::start().await;
    let authored = concat!(env!("CARGO_MANIFEST_DIR"), "/../public/catalogue");
    let data = endpoint.data();
    let publish = ["catalogue", "publish", authored, "--data", data.to_str().unwrap()];
    let (code, _, stderr) = Program::run(&publish).await;
    assert_eq!(code, Some(0), "{stderr}");
    let mut device = Device::new(&endpoint.url(), 255);
    let version = loop {
        let reply = device.send("GET", "/v1/hello", &[], Vec::new()).await.unwrap();
        let hello: Hello = serde_json::from_slice(&reply.body).unwrap();
        if hello.catalogue != SITE_VERSION {
            break hello.catalogue;
        }
    };
    let read = |path: &str| {
        let name = path.strip_prefix("catalogue/").unwrap();
        std::fs::read(data.join("catalogue").join(&version).join(name)).ok().map(Cow::Owned)
    };
    let (index, procedures) = catalogue::from_bytes(read).unwrap();
    (endpoint, procedures, index)
}

/// A person who prepares one dossier and puts right whatever stands in the way.
struct Person<'a> {
    device: &'a mut Device,
    operations: Vec<Operation>,
    pages: Vec<Vec<u8>>,
    /// Another seed is another person with other answers.
    seed: usize,
}

impl<'a> Person<'a> {
    fn begin(device: &'a mut Device, seed: usize) -> Self {
        device.dseq = 0;
        let create = device.create();
        Self { device, operations: vec![create], pages: Vec::new(), seed }
    }

    fn dossier(&self) -> Dossier {
        let record =
            |operation: &Operation| WireOperation::write(operation).unwrap().recorded(None, None);
        let log: Vec<Recorded> = self.operations.iter().map(record).collect();
        Dossier::fold(self.operations[0].dossier, &log)
    }

    fn set(&mut self, field: &str, value: Payload) {
        let dossier = self.operations[0].dossier;
        let mut operation = self.device.set(dossier, field, value);
        operation.parents =
            self.dossier().head_ids(&domain::operation::FieldKey::find(&operation.field).unwrap());
        self.operations.push(operation);
    }

    fn attach(&mut self, paper: &str) {
        let page = photo(self.pages.len() as u32 + 1, 40, 30);
        let dossier = self.operations[0].dossier;
        self.operations.push(self.device.attach(dossier, paper, &page));
        self.pages.push(page);
    }

    /// Puts right what stands in the way until nothing does; `None` where this person needs no dossier.
    fn prepare(&mut self, edition: &Edition) -> Result<Option<Manifest>, Obstacle> {
        for _ in 0..500 {
            let first = match prepare_submission(edition, &self.dossier()) {
                Ok(manifest) => return Ok(Some(manifest)),
                Err(obstacles) => {
                    obstacles.into_iter().find(|o| !matches!(o, Obstacle::Elsewhere(_)))
                }
            };
            match first {
                None | Some(Obstacle::Exit(_)) => return Ok(None),
                Some(Obstacle::Unanswered(id)) => {
                    let question = edition.find_question(&id).unwrap();
                    let value = self.answer(&question.kind);
                    self.set(&format!("q.{id}"), value);
                }
                Some(Obstacle::Field(id, FieldError::Missing)) => {
                    let value = typed(&edition.find_form_field(&id).unwrap().kind);
                    self.set(&format!("f.{id}"), value);
                }
                Some(Obstacle::NoFate(id)) => {
                    let paper = edition.find_paper(&id).unwrap();
                    let fate = paper.fates.iter().find(|rule| rule.when.is_none()).unwrap().fate;
                    match fate {
                        Fate::Photographed => self.attach(id.as_str()),
                        _ => {
                            let detail = [("fate", fate.as_str()), ("detail", "Theo lời khai")];
                            let detail = detail.map(|(k, v)| (k.to_owned(), text(v)));
                            self.set(&format!("fate.{id}"), Payload::Map(detail.into()));
                        }
                    }
                }
                Some(other) => return Err(other),
            }
        }
        panic!("a dossier of 500 steps")
    }

    fn answer(&self, kind: &QuestionKind) -> Payload {
        let turn = mix(self.seed, self.operations.len());
        match kind {
            QuestionKind::YesNo => Payload::Bool(turn.is_multiple_of(2)),
            QuestionKind::Choice(choices) => text(&choices[turn % choices.len()].id),
            QuestionKind::Number(limits) => {
                let bound = if turn.is_multiple_of(2) { limits.min } else { limits.max };
                text(&bound.to_string())
            }
            QuestionKind::Date => text("2026-05-04"),
            QuestionKind::Place => text("phuong-lien-chieu"),
        }
    }

    /// Sends everything; the results, the last being that of the submission.
    async fn send(&mut self, manifest: &Manifest) -> Vec<PushResult> {
        let dossier = self.operations[0].dossier;
        let head = *self.dossier().head_ids(&domain::operation::FieldKey::Dossier).last().unwrap();
        let mut results = self.device.push(&self.operations).await;
        for page in &self.pages {
            assert_eq!(self.device.upload(dossier, page).await.status, 200);
        }
        let submit = self.device.submit(dossier, manifest_digest(manifest).unwrap(), head);
        results.extend(self.device.push(&[submit]).await);
        results
    }
}

/// Anything, but always the same.
fn mix(seed: usize, step: usize) -> usize {
    let mut bits = (seed as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ step as u64;
    for _ in 0..2 {
        bits = (bits ^ (bits >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    }
    (bits >> 33) as usize
}

fn text(text: &str) -> Payload {
    Payload::Text(text.to_owned())
}

fn typed(kind: &FormFieldKind) -> Payload {
    match kind {
        FormFieldKind::Line { .. } | FormFieldKind::Lines { .. } => text("Ậm ờ"),
        FormFieldKind::Number(limits) => text(&limits.max.to_string()),
        FormFieldKind::Date => text("2026-05-04"),
        FormFieldKind::Phone => text("0905 123 456"),
        FormFieldKind::Email => text("a@b.vn"),
        FormFieldKind::PersonalNumber => text("048090000001"),
        FormFieldKind::BusinessNumber => text("0400101242"),
        FormFieldKind::Choice(choices) => text(&choices[0].id),
        FormFieldKind::Declaration => Payload::Bool(true),
        FormFieldKind::Table { .. } => Payload::List(vec![Payload::List(vec![text("A")])]),
    }
}

fn is_accepted(result: &PushResult) -> bool {
    matches!(result, PushResult::Accepted(_))
}

/// One test: publishing checks the whole catalogue, which takes seconds.
#[tokio::test]
async fn the_catalogue_of_the_project_leads_residents_to_the_end() {
    let (endpoint, procedures, index) = published().await;
    every_procedure_comes_to_its_end(&endpoint, &procedures, &index).await;
    a_permit_begun_in_june_is_received_under_the_edition_of_july(&endpoint, &procedures).await;
}

/// Every procedure that takes dossiers is received, or its dossier is told which office to go to.
async fn every_procedure_comes_to_its_end(
    endpoint: &Endpoint,
    procedures: &[Procedure],
    index: &CatalogueIndex,
) {
    let today = Date::in_vietnam(MORNING);
    let (mut n_received, mut n_elsewhere) = (0, 0);
    for (i, procedure) in procedures.iter().enumerate() {
        let Some(edition) = procedure.find_edition_on(today) else { continue };
        if !edition.status.takes_submissions() {
            continue;
        }
        let mut device = endpoint.device(i as u8 + 1).await;
        device.edition = procedure.edition_id(edition).to_string();
        let mut come_to_an_end = false;
        for seed in 0..200 {
            let mut person = Person::begin(&mut device, seed);
            let manifest = person.prepare(edition);
            let manifest = manifest.unwrap_or_else(|o| panic!("{}: {o:?}", procedure.id));
            let dossier = person.dossier();
            let office = office_of(edition, &dossier, index, today);
            match (manifest, office) {
                (Some(manifest), Office::Authority(here))
                    if here.id.as_str() == "ubnd-phuong-lien-chieu" =>
                {
                    let results = person.send(&manifest).await;
                    assert!(results.iter().all(is_accepted), "{}: {results:?}", procedure.id);
                    n_received += 1;
                }
                (manifest, Office::Elsewhere(_) | Office::Authority(_)) => {
                    let some_digest = manifest.unwrap_or(Manifest {
                        dossier: dossier.id,
                        edition: procedure.edition_id(edition),
                        heads: Vec::new(),
                        papers: Vec::new(),
                    });
                    if prepare_submission(edition, &dossier).err().is_some_and(|obstacles| {
                        obstacles.iter().any(|o| matches!(o, Obstacle::Exit(_)))
                    }) {
                        continue;
                    }
                    let results = person.send(&some_digest).await;
                    let Some(PushResult::Rejected { code, detail, .. }) = results.last() else {
                        panic!("{}: {results:?}", procedure.id)
                    };
                    assert!(matches!(code, Code::OfficeElsewhere | Code::OfficeOther), "{code:?}");
                    assert!(!detail.is_empty());
                    n_elsewhere += 1;
                }
                // This person needs no dossier: the next one, perhaps.
                _ => continue,
            }
            come_to_an_end = true;
            break;
        }
        assert!(come_to_an_end, "{}: nobody's dossier came to an end", procedure.id);
    }
    assert!(n_received > 10, "{n_received} received, {n_elsewhere} elsewhere");
}

/// A house permit begun in June 2026 and opened in July 2026.
async fn a_permit_begun_in_june_is_received_under_the_edition_of_july(
    endpoint: &Endpoint,
    procedures: &[Procedure],
) {
    let [old, new]: [EditionId; 2] =
        ["gpxd-nha-o-rieng-le@2025-07-01", "gpxd-nha-o-rieng-le@2026-07-01"]
            .map(|id| id.parse().unwrap());
    let find = |id: &EditionId| procedures.iter().find_map(|p| p.find_edition(id)).unwrap();
    let mut device = endpoint.device(200).await;
    let mut moved = None;
    for seed in 0..200 {
        device.edition = old.to_string();
        let mut person = Person::begin(&mut device, seed);
        if !matches!(person.prepare(find(&old)), Ok(Some(_))) {
            continue;
        }
        let (n_before, n_pages) = (person.operations.len(), person.pages.len());
        person.device.edition = new.to_string();
        person.set("dossier", Payload::Null);
        let Ok(Some(manifest)) = person.prepare(find(&new)) else { continue };
        assert!(n_pages > 0 && person.operations.len() > n_before);
        assert_eq!(manifest.edition, new);
        let results = person.send(&manifest).await;
        assert!(results.iter().all(is_accepted), "{results:?}");
        moved = Some(person.pages[..n_pages].to_vec());
        break;
    }
    let photographed = moved.expect("somebody's permit moves");
    // The photographs of June were received, and not sent a second time.
    let log = device.log().await;
    let receive = log.last().unwrap().as_ref().unwrap().get();
    let receive = WireOperation::parse(receive).unwrap().operation;
    assert_eq!(receive.edition, new);
    let jws = receive.value.member("jws").unwrap().as_text().unwrap();
    let statement = protocol::receipt::find_jws_parts(jws).unwrap().statement;
    let sent: Vec<_> = statement.papers.iter().flat_map(|paper| paper.pages.clone()).collect();
    let kept = photographed.iter().map(|page| protocol::canonical::sha256(page));
    assert!(kept.filter(|page| sent.contains(page)).count() > 0, "{:?}", statement.papers);
}
