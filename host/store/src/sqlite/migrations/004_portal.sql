-- What the portal's lists ask for. The case is wiped with the columns it comes from.
ALTER TABLE message ADD COLUMN case_id TEXT GENERATED ALWAYS AS
    (coalesce(iif(json_valid(resolution), json_extract(resolution, '$.case_id'), NULL),
        iif(json_valid(envelope), json_extract(envelope, '$.case_id'), NULL))) VIRTUAL;
CREATE INDEX message_by_case ON message (case_id, sequence) WHERE case_id IS NOT NULL;
CREATE INDEX message_by_time ON message (received_at, sequence);
CREATE INDEX message_by_reason ON message (tenant, reason, sequence) WHERE reason IS NOT NULL;
CREATE INDEX message_final ON message (procedure, sequence, final_at, tenant) WHERE final_at IS NOT NULL;
CREATE INDEX job_retrying ON job (id, tenant) WHERE class = 1 AND retries > 0;

CREATE TABLE account (
    name TEXT PRIMARY KEY,
    -- Of accounts for which an identity provider vouches.
    issuer TEXT,
    subject TEXT,
    -- JSON.
    record TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX account_by_subject ON account (issuer, subject) WHERE subject IS NOT NULL;

-- The digest of the secret in the browser's cookie, never the secret.
CREATE TABLE session (
    id BLOB PRIMARY KEY,
    account TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_account ON session (account);
CREATE INDEX session_by_end ON session (expires_at);

-- Every administrative act, hash-chained.
CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    -- JSON, exactly as hashed.
    event TEXT NOT NULL,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    actor TEXT GENERATED ALWAYS AS (iif(json_valid(event), json_extract(event, '$.actor'), NULL)) VIRTUAL,
    action TEXT GENERATED ALWAYS AS (iif(json_valid(event), json_extract(event, '$.action'), NULL)) VIRTUAL
) STRICT;
CREATE INDEX audit_by_actor ON audit (actor, sequence);
CREATE INDEX audit_by_action ON audit (action, sequence);
-- One row: where the log ends.
CREATE TABLE audit_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    sequence INTEGER NOT NULL,
    hash BLOB NOT NULL
) STRICT;
INSERT INTO audit_head (one, sequence, hash) VALUES (1, 0, zeroblob(32));

CREATE TABLE work_note (
    message BLOB PRIMARY KEY,
    -- JSON.
    record TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE proposal (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    state TEXT NOT NULL,
    -- JSON.
    record TEXT NOT NULL
) STRICT;
CREATE INDEX proposal_open ON proposal (number) WHERE state = 'open';
