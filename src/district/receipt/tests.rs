use super::*;
use domain::catalogue::Fate;
use domain::ids::{DossierId, Sha256};
use protocol::envelope::Meaning;
use protocol::receipt::{ReceiptPaper, find_code_parts, find_jws_parts};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

fn signer() -> ReceiptSigner {
    let random = Random::default();
    let pkcs8 =
        EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, random.system()).unwrap();
    ReceiptSigner::new(pkcs8.as_ref(), random).unwrap()
}

fn statement(n_papers: usize) -> Statement {
    let paper = |i: usize| ReceiptPaper {
        paper: format!("giay-{i}").parse().unwrap(),
        fate: Fate::Photographed,
        pages: vec![Sha256::from_bytes([7; 32]); i],
    };
    Statement {
        number: "HS-260701-0042".into(),
        authority: "ubnd-phuong-lien-chieu".parse().unwrap(),
        dossier: DossierId::from_bytes([1; 16]),
        edition: "gpxd@2026-07-01".parse().unwrap(),
        digest: Sha256::from_bytes([2; 32]),
        papers: (0..n_papers).map(paper).collect(),
        at: 1_790_000_000,
        meaning: Meaning::PreCheck,
        audit: Sha256::from_bytes([3; 32]),
    }
}

#[test]
fn both_forms_verify_with_the_announced_key() {
    let signer = signer();
    let point = URL_SAFE_NO_PAD.decode(&signer.public().point).unwrap();
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &point);
    let receipt = signer.sign(&statement(4)).unwrap();

    let parts = find_jws_parts(&receipt.jws).unwrap();
    assert_eq!(parts.statement, statement(4));
    assert_eq!(parts.key_id, signer.public().id);
    key.verify(parts.signing_input.as_bytes(), &parts.signature).unwrap();

    let parts = find_code_parts(&receipt.code).unwrap();
    assert_eq!(parts.statement.page_counts, [0, 1, 2, 3]);
    assert_eq!(parts.statement.digest, statement(4).digest);
    key.verify(&parts.signing_input, &parts.signature).unwrap();
    assert!(key.verify(b"something else", &parts.signature).is_err());
}

#[test]
fn a_code_that_cannot_be_scanned_is_an_error() {
    assert_eq!(signer().sign(&statement(60)), Err(SignError::TooLong));
    assert_eq!(ReceiptSigner::new(b"no key", Random::default()).err(), Some(SignError::NotAKey));
}
