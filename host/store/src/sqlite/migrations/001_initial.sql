-- Times are microseconds since 1970 (UTC). Digests are 32 bytes, message ids 16 (UUID).

CREATE TABLE message (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    source TEXT NOT NULL,
    -- The sender's key and the fingerprint of what was first submitted under it.
    idempotency_key TEXT,
    fingerprint BLOB,
    tenant TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    lane TEXT,
    holds_lane INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    procedure TEXT,
    -- When it reached a final state other than parked; the clocks of retention start there.
    final_at INTEGER,
    content_wiped_at INTEGER,
    -- JSON from here on.
    envelope TEXT NOT NULL,
    document TEXT NOT NULL,
    attachments TEXT NOT NULL,
    resolution TEXT,
    findings TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX message_by_key ON message (source, idempotency_key) WHERE idempotency_key IS NOT NULL;
-- Who holds a lane: its smallest sequence is the lane's head.
CREATE INDEX message_by_lane ON message (lane, sequence) WHERE lane IS NOT NULL AND holds_lane = 1;
CREATE INDEX message_by_tenant ON message (tenant, sequence);
CREATE INDEX message_by_source ON message (source, sequence);
CREATE INDEX message_by_procedure ON message (procedure, sequence) WHERE procedure IS NOT NULL;
CREATE INDEX message_by_state ON message (state, sequence) WHERE state <> 'delivered';
CREATE INDEX message_to_wipe ON message (final_at) WHERE final_at IS NOT NULL AND content_wiped_at IS NULL;

-- Number of messages per tenant and state, kept up to date with every change.
CREATE TABLE message_count (
    tenant TEXT NOT NULL,
    state TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (tenant, state)
) STRICT, WITHOUT ROWID;

CREATE TABLE content (
    message INTEGER NOT NULL REFERENCES message (sequence),
    digest BLOB NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX content_by_digest ON content (message, digest);

-- Bytes of a message that lie in the blobs.
CREATE TABLE blob_use (
    message INTEGER NOT NULL REFERENCES message (sequence),
    digest BLOB NOT NULL,
    PRIMARY KEY (message, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery (
    message INTEGER NOT NULL REFERENCES message (sequence),
    number INTEGER NOT NULL,
    -- JSON.
    record TEXT NOT NULL,
    PRIMARY KEY (message, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message INTEGER NOT NULL REFERENCES message (sequence),
    -- 0: process the message; else the number of the delivery to make.
    delivery INTEGER NOT NULL,
    -- 0: process, 1: deliver; each has workers of its own.
    class INTEGER NOT NULL,
    tenant TEXT NOT NULL,
    lane TEXT,
    -- An earlier message holds the lane.
    blocked INTEGER NOT NULL,
    due INTEGER NOT NULL,
    retries INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    -- Who leased it last and may still commit.
    worker TEXT,
    leased_until INTEGER
) STRICT;
CREATE INDEX job_by_message ON job (message);
CREATE INDEX job_by_lane ON job (lane, message) WHERE lane IS NOT NULL;
CREATE INDEX job_ready ON job (class, tenant, due, id) WHERE blocked = 0 AND leased_until IS NULL;
CREATE INDEX job_leased ON job (leased_until, class, tenant) WHERE leased_until IS NOT NULL;

CREATE TABLE chain (
    id INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL UNIQUE,
    head_sequence INTEGER NOT NULL,
    head_hash BLOB NOT NULL,
    -- The last entry that was dropped, from which the rest still verifies.
    checkpoint_sequence INTEGER NOT NULL,
    checkpoint_hash BLOB NOT NULL
) STRICT;

CREATE TABLE journal (
    -- Order of writing over all chains.
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    chain INTEGER NOT NULL REFERENCES chain (id),
    sequence INTEGER NOT NULL,
    message BLOB NOT NULL,
    at INTEGER NOT NULL,
    -- JSON, exactly as hashed.
    event TEXT NOT NULL,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX journal_by_chain ON journal (chain, sequence);
CREATE INDEX journal_by_message ON journal (message);

CREATE TABLE revision (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    author TEXT NOT NULL,
    at INTEGER NOT NULL,
    digest BLOB NOT NULL,
    -- JSON.
    configuration TEXT NOT NULL
) STRICT;

-- Components that a revision names; they lie in the blobs.
CREATE TABLE plugin_use (
    revision INTEGER NOT NULL REFERENCES revision (number),
    digest BLOB NOT NULL,
    PRIMARY KEY (revision, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_key (
    id TEXT PRIMARY KEY,
    -- JSON.
    record TEXT NOT NULL
) STRICT, WITHOUT ROWID;
