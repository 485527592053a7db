-- The depot. Nothing here is ever deleted but uploads.

CREATE TABLE depot_repository (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- Bytes that a repository may name; they lie in the blobs.
CREATE TABLE depot_blob (
    repository INTEGER NOT NULL REFERENCES depot_repository (id),
    digest BLOB NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (repository, digest)
) STRICT, WITHOUT ROWID;

CREATE TABLE depot_manifest (
    id INTEGER PRIMARY KEY,
    repository INTEGER NOT NULL REFERENCES depot_repository (id),
    digest BLOB NOT NULL,
    subject BLOB,
    artifact_type TEXT,
    -- JSON.
    record TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX depot_manifest_by_digest ON depot_manifest (repository, digest);
CREATE INDEX depot_manifest_by_subject ON depot_manifest (subject) WHERE subject IS NOT NULL;

CREATE TABLE depot_tag (
    repository INTEGER NOT NULL REFERENCES depot_repository (id),
    name TEXT NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (repository, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX depot_tag_by_digest ON depot_tag (repository, digest);

CREATE TABLE depot_upload (
    id TEXT PRIMARY KEY,
    started_by TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    -- JSON.
    record TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX depot_upload_by_age ON depot_upload (started_at);

CREATE TABLE depot_upload_piece (
    upload TEXT NOT NULL REFERENCES depot_upload (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    digest BLOB NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (upload, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE depot_package (
    id INTEGER PRIMARY KEY,
    repository INTEGER NOT NULL REFERENCES depot_repository (id),
    manifest BLOB NOT NULL,
    component BLOB NOT NULL,
    plugin TEXT,
    status TEXT NOT NULL,
    -- JSON.
    record TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX depot_package_by_manifest ON depot_package (repository, manifest);
CREATE INDEX depot_package_by_component ON depot_package (component);
CREATE INDEX depot_package_by_plugin ON depot_package (plugin) WHERE plugin IS NOT NULL;

CREATE TABLE depot_package_step (
    package INTEGER NOT NULL REFERENCES depot_package (id),
    number INTEGER NOT NULL,
    -- JSON.
    record TEXT NOT NULL,
    PRIMARY KEY (package, number)
) STRICT, WITHOUT ROWID;

-- The name of a plugin belongs to the repository that claimed it first.
CREATE TABLE depot_plugin (
    name TEXT PRIMARY KEY,
    repository INTEGER NOT NULL REFERENCES depot_repository (id)
) STRICT, WITHOUT ROWID;
