-- Activations of (authority, procedure, direction). The columns beside the record are what it is found by.
CREATE TABLE activation (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL,
    tenant TEXT NOT NULL,
    procedure TEXT NOT NULL,
    direction TEXT NOT NULL,
    state TEXT NOT NULL,
    -- 1 if a composed configuration needs it.
    counts INTEGER NOT NULL,
    -- Day (as text, ISO 8601) on which something happens to it by itself.
    due TEXT,
    -- JSON.
    record TEXT NOT NULL
) STRICT;
CREATE INDEX activation_by_line ON activation (tenant, procedure, direction, number);
CREATE INDEX activation_by_procedure ON activation (procedure, number);
CREATE INDEX activation_by_state ON activation (state, number);
CREATE INDEX activation_in_force ON activation (number) WHERE counts = 1;
CREATE INDEX activation_due ON activation (due) WHERE due IS NOT NULL;

-- Components that an activation pins: their bytes stay.
CREATE TABLE activation_component (
    activation INTEGER NOT NULL REFERENCES activation (number) ON DELETE CASCADE,
    digest BLOB NOT NULL,
    PRIMARY KEY (activation, digest)
) STRICT, WITHOUT ROWID;

-- The newest function test of a content.
CREATE TABLE function_test (
    content BLOB PRIMARY KEY,
    -- JSON.
    record TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The latest time at which something was decided about activations.
CREATE TABLE activation_clock (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seen INTEGER NOT NULL
) STRICT;

-- What shadow runs found so far.
CREATE TABLE shadow_run (
    activation INTEGER PRIMARY KEY REFERENCES activation (number) ON DELETE CASCADE,
    messages INTEGER NOT NULL,
    equal INTEGER NOT NULL
) STRICT;
CREATE TABLE shadow_difference (
    activation INTEGER NOT NULL REFERENCES activation (number) ON DELETE CASCADE,
    -- JSON.
    difference TEXT NOT NULL,
    times INTEGER NOT NULL,
    -- A message to look at.
    message BLOB NOT NULL,
    PRIMARY KEY (activation, difference)
) STRICT, WITHOUT ROWID;
