-- Every table of residents' records is keyed by account first: the account is what a larger installation is divided by.

-- One row a name: schema, epoch, district.
CREATE TABLE IF NOT EXISTS meta (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS account (
    id         BLOB PRIMARY KEY,
    head       INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS device (
    account     BLOB NOT NULL REFERENCES account (id),
    id          BLOB NOT NULL,
    key         BLOB NOT NULL,
    name        TEXT NOT NULL,
    enrolled_at INTEGER NOT NULL,
    PRIMARY KEY (account, id)
) WITHOUT ROWID;
-- A request begins with a device: these two lookups find the account.
CREATE UNIQUE INDEX IF NOT EXISTS device_by_id ON device (id);
CREATE INDEX IF NOT EXISTS device_by_key ON device (key);

-- A dossier id means something only within its account: ids of others are simply unknown.
CREATE TABLE IF NOT EXISTS dossier (
    account BLOB NOT NULL,
    id      BLOB NOT NULL,
    frozen  INTEGER NOT NULL,
    PRIMARY KEY (account, id)
) WITHOUT ROWID;

-- The log. `row` is the canonical operation without value and salt; absent in a void row.
CREATE TABLE IF NOT EXISTS operation (
    account     BLOB NOT NULL,
    n           INTEGER NOT NULL,
    id          BLOB NOT NULL,
    device      BLOB NOT NULL,
    dseq        INTEGER NOT NULL,
    dossier     BLOB NOT NULL,
    field       TEXT NOT NULL,
    kind        TEXT NOT NULL,
    row         TEXT,
    content     BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    void        TEXT,
    detail      TEXT NOT NULL,
    PRIMARY KEY (account, n),
    UNIQUE (account, id),
    UNIQUE (account, device, dseq)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS operation_by_dossier ON operation (account, dossier, n);

-- Apart, so that a value and its salt can be erased while the log still verifies.
CREATE TABLE IF NOT EXISTS operation_value (
    account BLOB NOT NULL,
    n       INTEGER NOT NULL,
    value   TEXT NOT NULL,
    salt    BLOB NOT NULL,
    PRIMARY KEY (account, n)
) WITHOUT ROWID;

-- Pages named by attaches: what may be uploaded, and how large it is.
CREATE TABLE IF NOT EXISTS page (
    account BLOB NOT NULL,
    dossier BLOB NOT NULL,
    sha256  BLOB NOT NULL,
    size    INTEGER NOT NULL,
    PRIMARY KEY (account, dossier, sha256, size)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS blob_chunk (
    account BLOB NOT NULL,
    sha256  BLOB NOT NULL,
    i       INTEGER NOT NULL,
    PRIMARY KEY (account, sha256, i)
) WITHOUT ROWID;

-- Complete, verified blobs. The bytes are in a file that was durable before this row.
CREATE TABLE IF NOT EXISTS blob (
    account     BLOB NOT NULL,
    sha256      BLOB NOT NULL,
    size        INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    complete_at INTEGER NOT NULL,
    PRIMARY KEY (account, sha256)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS receipt (
    account BLOB NOT NULL,
    number  TEXT NOT NULL,
    dossier BLOB NOT NULL,
    n       INTEGER NOT NULL,
    jws     TEXT NOT NULL,
    code    TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (account, number)
) WITHOUT ROWID;

-- Of the district itself, not of an account.
CREATE TABLE IF NOT EXISTS receipt_count (
    series TEXT PRIMARY KEY,
    last   INTEGER NOT NULL
) WITHOUT ROWID;

-- Checklists that looked odd to somebody. Nothing here says who, from where, or when within a day.
CREATE TABLE IF NOT EXISTS odd_result (
    n         INTEGER PRIMARY KEY AUTOINCREMENT,
    day       TEXT NOT NULL,
    edition   TEXT NOT NULL,
    catalogue TEXT NOT NULL,
    answers   TEXT NOT NULL,
    said      TEXT NOT NULL
);

-- A chain: every hash covers the one before it.
CREATE TABLE IF NOT EXISTS audit (
    n     INTEGER PRIMARY KEY,
    event TEXT NOT NULL,
    hash  BLOB NOT NULL
);
